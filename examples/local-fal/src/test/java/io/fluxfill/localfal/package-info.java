@NullMarked
package io.fluxfill.localfal;

import org.jspecify.annotations.NullMarked;
