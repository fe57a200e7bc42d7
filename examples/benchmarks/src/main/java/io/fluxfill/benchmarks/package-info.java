/** Measures the library beside other ways to do the same: ratios from one run, on loopback alone. */
@NullMarked
package io.fluxfill.benchmarks;

import org.jspecify.annotations.NullMarked;
