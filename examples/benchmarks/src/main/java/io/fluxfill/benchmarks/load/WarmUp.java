package io.fluxfill.benchmarks.load;

/**
 * What clients do before anything counts.
 *
 * @param times how often
 */
record WarmUp(Load load, int times) {}
