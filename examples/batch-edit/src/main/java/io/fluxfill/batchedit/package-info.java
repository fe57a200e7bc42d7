/** A command line that fans out many edits, shows their progress, and never submits one twice. */
@NullMarked
package io.fluxfill.batchedit;

import org.jspecify.annotations.NullMarked;
