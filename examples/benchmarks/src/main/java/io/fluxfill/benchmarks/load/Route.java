package io.fluxfill.benchmarks.load;

/** The calls of fal's queue. */
enum Route {
    SUBMIT,
    STATUS,
    STREAM,
    RESULT,
    CANCEL,
    OTHER
}
