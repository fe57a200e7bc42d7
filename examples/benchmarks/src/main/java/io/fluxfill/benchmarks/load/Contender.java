package io.fluxfill.benchmarks.load;

import reactor.core.publisher.Mono;

/** A client that can run rounds. */
interface Contender {

    /** Runs a round to its end, and tells what it saw. */
    Mono<Void> round(RoundOrder order, Tally tally);
}
