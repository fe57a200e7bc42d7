package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.error.FalException.Origin;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The time that one subscription gives its request; it runs from when this is made. */
final class WholeDeadline {
    /** As good as for ever; nanoseconds overflow at three times of it. */
    private static final Duration CENTURY = Duration.ofDays(36_525);

    private final @Nullable Duration limit;
    private final Scheduler timer;
    private final long start;

    WholeDeadline(QueueOptions options) {
        Duration deadline = options.deadline();
        limit = deadline != null && deadline.compareTo(CENTURY) > 0 ? CENTURY : deadline;
        timer = options.timer();
        start = timer.now(TimeUnit.NANOSECONDS);
    }

    /** Ends the wait for an accepted submit. */
    <T> Mono<T> cut(Mono<T> waiting) {
        return limit == null ? waiting : waiting.takeUntilOther(expiry(limit, "its submit was answered", Origin.LOCAL));
    }

    /** Ends the wait for an application that writes the handle down. */
    <T> Mono<T> cut(Mono<T> waiting, RequestHandle handle) {
        return limit == null
                ? waiting
                : waiting.takeUntilOther(expiry(limit, "its handle was written down (onEnqueued)", Origin.of(handle)));
    }

    /** Ends the wait for a completed request. */
    <T> Flux<T> cut(Flux<T> waiting, RequestHandle handle) {
        return limit == null ? waiting : waiting.takeUntilOther(expiry(limit, "it completed", Origin.of(handle)));
    }

    private Mono<Void> expiry(Duration limit, String before, Origin origin) {
        return Mono.defer(() -> {
            long left = limit.toNanos() - (timer.now(TimeUnit.NANOSECONDS) - start);
            return Mono.delay(Duration.ofNanos(Math.max(0, left)), timer)
                    .then(Mono.error(() -> expired(before, origin)));
        });
    }

    private DeadlineExceededException expired(String before, Origin origin) {
        @Nullable RequestHandle handle = origin.handle();
        return new DeadlineExceededException(
                (handle == null ? "The request" : handle.toString()) + " took longer than " + limit + " before "
                        + before + " (option deadline).",
                DeadlineExceededException.Deadline.WHOLE,
                // Whether a submit on the wire was accepted is not known here; if it was, it is cancelled.
                handle == null ? new Origin(null, null, false) : origin,
                null);
    }
}
