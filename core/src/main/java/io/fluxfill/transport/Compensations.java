package io.fluxfill.transport;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Work that has to end although its caller has left: cancelling at fal what was abandoned here.
 *
 * @since 0.1
 */
public final class Compensations {
    private final Set<Mono<Void>> running = ConcurrentHashMap.newKeySet();

    /** For a client, and for tests. */
    public Compensations() {}

    /**
     * Starts the work now. It has to bound itself in time and to report its own errors; they are dropped here.
     *
     * @param context the context of the caller that left
     */
    public void start(Mono<Void> work, ContextView context) {
        Mono<Void> shared = work.onErrorComplete().contextWrite(context).cache();
        running.add(shared);
        // For a caller that is gone: the only place where the library subscribes, but for operators.
        Disposable unused = shared.subscribe(null, null, () -> running.remove(shared));
    }

    /**
     * Does a step in which work may be started. Who waits for everything to end waits for the step too: between what is
     * decided in it and what it then starts, nothing seems to be over.
     */
    public <T> T during(Supplier<T> step) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Mono<Void> ended = Mono.fromFuture(() -> end, true);
        running.add(ended);
        try {
            return step.get();
        } finally {
            running.remove(ended);
            end.complete(null);
        }
    }

    /** Completes when everything that runs has ended, also what was started meanwhile, or when the time is over. */
    public Mono<Void> settled(Duration limit) {
        return Mono.defer(() -> Mono.whenDelayError(Set.copyOf(running)))
                .repeat(() -> !running.isEmpty())
                .then()
                .timeout(limit, Mono.empty());
    }

    /** How many run. */
    public int running() {
        return running.size();
    }
}
