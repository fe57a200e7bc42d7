package io.fluxfill.queue;

import io.fluxfill.metrics.ClientMetrics;
import io.fluxfill.queue.QueueStatus.State;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.ContextView;

/**
 * What the metrics learn from following one request. One instance per subscription; it finds its way to where answers are
 * read by the context.
 */
final class FollowFigures {
    private final ClientMetrics metrics;
    private final Scheduler timer;
    private final boolean isOwned;
    private final boolean isCounting;
    private final long start;
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger lines = new AtomicInteger();
    private final AtomicBoolean isEnded = new AtomicBoolean();
    private boolean isStreamed;
    private long lastSeen;
    private @Nullable Long started;

    /**
     * The figures of one subscription that begins now.
     *
     * @param isOwned whether it is this client's request; one that others may watch too counts no more than its polls
     */
    @SuppressWarnings("ReferenceEquality") // NONE is a constant
    FollowFigures(ClientMetrics metrics, Scheduler timer, boolean isOwned) {
        this.metrics = metrics;
        this.timer = timer;
        this.isOwned = isOwned;
        isCounting = metrics != ClientMetrics.NONE;
        start = isCounting ? timer.now(TimeUnit.NANOSECONDS) : 0;
        lastSeen = start;
    }

    /** Those of the request that is followed in this context, if somebody counts. */
    static @Nullable FollowFigures of(ContextView context) {
        return context.getOrDefault(FollowFigures.class, null);
    }

    /** An answer to a poll is about to be decoded. */
    void polled(int size) {
        polls.incrementAndGet();
        bytes.addAndGet(size);
        isStreamed = false;
    }

    /** An event of a stream is about to be decoded. */
    void streamed(long size) {
        bytes.addAndGet(size);
        isStreamed = true;
    }

    /** The same statuses, observed. */
    Flux<QueueStatus> observed(Flux<QueueStatus> statuses) {
        return !isCounting
                ? statuses
                : statuses.doOnNext(this::seen).contextWrite(context -> context.put(FollowFigures.class, this));
    }

    /** To be around the whole following, of which the statuses are only a part. */
    <T> Flux<T> untilEnd(Flux<T> following, boolean isListening) {
        // Before the end is delivered: who looks at the meters then sees this request too.
        return isCounting && isOwned
                ? following.doOnTerminate(() -> ended(isListening)).doOnCancel(() -> ended(isListening))
                : following;
    }

    /** As {@link #untilEnd(Flux, boolean)}. */
    <T> Mono<T> untilEnd(Mono<T> following, boolean isListening) {
        return isCounting && isOwned
                ? following.doOnTerminate(() -> ended(isListening)).doOnCancel(() -> ended(isListening))
                : following;
    }

    /** New log lines came. */
    void logged(int newLines) {
        lines.addAndGet(newLines);
    }

    private void seen(QueueStatus status) {
        if (!isStreamed) {
            metrics.statusPolled(status.state().name().toLowerCase(Locale.ROOT));
        }
        if (!isOwned) {
            return;
        }
        long now = timer.now(TimeUnit.NANOSECONDS);
        if (status.state() == State.COMPLETED) {
            completed(status, now);
        } else if (status.state() == State.IN_PROGRESS && started == null) {
            started = now;
            metrics.requestStarted(Duration.ofNanos(now - start));
        }
        lastSeen = now;
    }

    private void completed(QueueStatus status, long now) {
        Duration said = status.metrics().inferenceTime();
        if (said != null && !said.isNegative()) {
            if (started == null) {
                Duration waited = Duration.ofNanos(now - start).minus(said);
                metrics.requestStarted(waited.isNegative() ? Duration.ZERO : waited);
            }
            metrics.requestRan(said);
        } else if (started != null) {
            metrics.requestRan(Duration.ofNanos(now - started));
        }
        if (!isStreamed) {
            metrics.completionPolled(Duration.ofNanos(now - lastSeen));
        }
    }

    private void ended(boolean isListening) {
        if (!isEnded.compareAndSet(false, true)) {
            return;
        }
        metrics.requestFollowed(polls.get(), bytes.get());
        if (isListening) {
            metrics.logLinesSeen(lines.get());
        }
    }
}
