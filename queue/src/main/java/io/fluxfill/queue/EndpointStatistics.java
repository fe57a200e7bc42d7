package io.fluxfill.queue;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** What finished requests of one endpoint have taught. Any thread may add to it and read it; nobody waits. */
final class EndpointStatistics {
    private final AtomicReference<Learned> learned = new AtomicReference<>(Learned.NOTHING);
    private final AtomicReference<QueueSpeed> speed = new AtomicReference<>(QueueSpeed.UNKNOWN);

    Learned learned() {
        return Objects.requireNonNull(learned.get());
    }

    QueueSpeed speed() {
        return Objects.requireNonNull(speed.get());
    }

    void completed(RequestTimes times) {
        learned.updateAndGet(known -> known.with(times));
    }

    /** A request in the queue was seen at two positions. */
    void moved(int from, int to, double seconds, double now) {
        speed.updateAndGet(known -> known.with(from, to, seconds, now));
    }
}
