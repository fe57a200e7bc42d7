/** What single steps cost, by JMH, through the library's public surface. */
@NullMarked
package io.fluxfill.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
