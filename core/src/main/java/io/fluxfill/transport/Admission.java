package io.fluxfill.transport;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lets the attempts of a call begin one by one, for example at a limited rate. Every attempt asks, retries as well. While
 * one waits, nothing of it is there yet: no connection, no bytes, and none of the call's time limits runs. Who leaves
 * meanwhile has sent nothing.
 *
 * @since 0.1
 */
public interface Admission {
    /** Lets everything begin at once. */
    Admission OPEN = new Admission() {
        @Override
        public <T> Mono<T> admit(Mono<T> attempt) {
            return attempt;
        }

        @Override
        public <T> Flux<T> admit(Flux<T> attempt) {
            return attempt;
        }
    };

    /** The same attempt, which begins when it may. Cold: each subscription asks. Cancelling ends the wait. */
    <T> Mono<T> admit(Mono<T> attempt);

    /** The same for a stream. It asks once, before it opens. */
    <T> Flux<T> admit(Flux<T> attempt);
}
