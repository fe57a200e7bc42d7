/**
 * The load harness: the same requests through the library, through the floor, and through fal's own client, each in a
 * process of its own, against a scripted server that knows the truth.
 */
@NullMarked
package io.fluxfill.benchmarks.load;

import org.jspecify.annotations.NullMarked;
