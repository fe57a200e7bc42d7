/** The picture engine. */
@NullMarked
package io.fluxfill.localfal.paint;

import org.jspecify.annotations.NullMarked;
