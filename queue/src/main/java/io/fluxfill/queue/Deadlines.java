package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.error.DeadlineExceededException.Deadline;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.queue.QueueStatus.State;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The time that one subscription gives its request, as a whole and in each phase; as a whole it runs from when this is made. */
final class Deadlines {
    /** As good as for ever; nanoseconds overflow at three times of it. */
    static final Duration CENTURY = Duration.ofDays(36_525);

    private final @Nullable Duration whole;
    private final @Nullable Duration queueWait;
    private final @Nullable Duration runTime;
    private final Scheduler timer;
    private final long start;
    private volatile boolean isCompleted;

    Deadlines(QueueOptions options) {
        whole = bounded(options.deadline());
        queueWait = bounded(options.maxQueueWait());
        runTime = bounded(options.maxRunTime());
        timer = options.timer();
        start = timer.now(TimeUnit.NANOSECONDS);
    }

    private static @Nullable Duration bounded(@Nullable Duration limit) {
        return limit != null && limit.compareTo(CENTURY) > 0 ? CENTURY : limit;
    }

    /** Ends the wait for an accepted submit. */
    <T> Mono<T> cut(Mono<T> waiting) {
        return whole == null ? waiting : Cut.on(waiting, expiry(whole, "its submit was answered", Origin.LOCAL));
    }

    /** Ends the wait for an application that writes the handle down. */
    <T> Mono<T> cut(Mono<T> waiting, RequestHandle handle) {
        return whole == null
                ? waiting
                : Cut.on(waiting, expiry(whole, "its handle was written down (onEnqueued)", Origin.of(handle)));
    }

    /**
     * Ends the wait for a completed request.
     *
     * @param ask asks where the request is: what is seen of it is always a little old
     */
    Flux<QueueStatus> cut(Flux<QueueStatus> statuses, RequestHandle handle, Mono<QueueStatus> ask) {
        Flux<QueueStatus> inPhases = queueWait == null && runTime == null
                ? statuses
                : new PhaseDeadlines(handle, queueWait, runTime, timer, ask).cut(statuses);
        return whole == null
                ? inPhases
                : Cut.on(
                        inPhases.doOnNext(status -> isCompleted = status.state() == State.COMPLETED),
                        expiry(whole, "it completed", Origin.of(handle)),
                        () -> isCompleted);
    }

    private Mono<Void> expiry(Duration limit, String before, Origin origin) {
        return Mono.defer(() -> {
            long left = limit.toNanos() - (timer.now(TimeUnit.NANOSECONDS) - start);
            return Mono.delay(Duration.ofNanos(Math.max(0, left)), timer)
                    // A stream may end a moment later than its request, and a deadline cuts no result.
                    .then(Mono.defer(() -> isCompleted ? Mono.never() : Mono.error(expired(limit, before, origin))));
        });
    }

    private static DeadlineExceededException expired(Duration limit, String before, Origin origin) {
        @Nullable RequestHandle handle = origin.handle();
        return new DeadlineExceededException(
                (handle == null ? "The request" : handle.toString()) + " took longer than " + limit + " before "
                        + before + " (option deadline).",
                Deadline.WHOLE,
                // Whether a submit on the wire was accepted is not known here; if it was, it is cancelled.
                handle == null ? new Origin(null, null, false) : origin,
                null);
    }
}
