@NullMarked
package io.fluxfill.error;

import org.jspecify.annotations.NullMarked;
