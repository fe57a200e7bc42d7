package io.fluxfill.transport;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
        // For a caller that is gone; with the submit in the queue, the only place where the library subscribes.
        Disposable unused = shared.subscribe(null, null, () -> running.remove(shared));
    }

    /** Completes when everything that runs at the time of the subscription has ended, or when the time is over. */
    public Mono<Void> settled(Duration limit) {
        return Mono.defer(() -> Mono.whenDelayError(Set.copyOf(running))).timeout(limit, Mono.empty());
    }

    /** How many run. */
    public int running() {
        return running.size();
    }
}
