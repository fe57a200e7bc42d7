@NullMarked
package io.fluxfill.transport;

import org.jspecify.annotations.NullMarked;
