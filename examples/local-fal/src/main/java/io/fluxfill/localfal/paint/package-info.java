/**
 * The picture engine: reads and writes picture files, and repaints the masked part of a picture from the rest of it.
 */
@NullMarked
package io.fluxfill.localfal.paint;

import org.jspecify.annotations.NullMarked;
