@NullMarked
package io.fluxfill.image;

import org.jspecify.annotations.NullMarked;
