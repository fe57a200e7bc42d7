@NullMarked
package io.fluxfill.queue;

import org.jspecify.annotations.NullMarked;
