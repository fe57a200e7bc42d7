@NullMarked
package io.fluxfill.fill;

import org.jspecify.annotations.NullMarked;
