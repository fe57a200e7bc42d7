@NullMarked
package io.fluxfill;

import org.jspecify.annotations.NullMarked;
