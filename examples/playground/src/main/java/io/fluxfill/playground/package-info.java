/** A service around the library, with a page: fal's playground on your own machine. */
@NullMarked
package io.fluxfill.playground;

import org.jspecify.annotations.NullMarked;
