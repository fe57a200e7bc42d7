@NullMarked
package io.fluxfill.storage;

import org.jspecify.annotations.NullMarked;
