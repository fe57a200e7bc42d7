package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.error.DeadlineExceededException.Deadline;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.queue.QueueStatus.State;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * How long one request may wait in fal's queue, and how long it may be worked on. A phase begins when it is first seen;
 * before its time is called over, fal is asked, because the request may have gone on since it was last seen. A request
 * that fal puts back into its queue begins that phase anew.
 *
 * <p>One instance per subscription.
 */
final class PhaseDeadlines {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private enum Phase {
        QUEUE,
        RUNNING,
        OVER
    }

    private final RequestHandle handle;
    private final @Nullable Duration queueWait;
    private final @Nullable Duration runTime;
    private final Scheduler timer;
    private final Mono<QueueStatus> ask;
    private @Nullable FluxSink<Phase> phases;
    private Phase phase = Phase.QUEUE;

    PhaseDeadlines(
            RequestHandle handle,
            @Nullable Duration queueWait,
            @Nullable Duration runTime,
            Scheduler timer,
            Mono<QueueStatus> ask) {
        this.handle = handle;
        this.queueWait = queueWait;
        this.runTime = runTime;
        this.timer = timer;
        this.ask = ask;
    }

    Flux<QueueStatus> cut(Flux<QueueStatus> statuses) {
        Flux<Phase> entered = Flux.create(sink -> {
            phases = sink;
            var unused = sink.next(phase);
        });
        return Cut.on(statuses.doOnNext(this::observe), entered.switchMap(this::expiry), this::isOver);
    }

    private synchronized boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Also from who asks at a limit, on another thread; what is over stays so, or an old answer could cut its result. */
    private synchronized void observe(QueueStatus status) {
        Phase seen = phase(status.state(), phase);
        FluxSink<Phase> sink = phases;
        if (seen != phase && phase != Phase.OVER && sink != null) {
            phase = seen;
            var unused = sink.next(seen);
        }
    }

    private static Phase phase(State state, Phase otherwise) {
        return switch (state) {
            case IN_QUEUE -> Phase.QUEUE;
            case IN_PROGRESS -> Phase.RUNNING;
            case COMPLETED -> Phase.OVER;
            case OTHER -> otherwise;
        };
    }

    private Mono<QueueStatus> expiry(Phase entered) {
        Duration limit = switch (entered) {
            case QUEUE -> queueWait;
            case RUNNING -> runTime;
            case OVER -> null;
        };
        if (limit == null) {
            return Mono.never();
        }
        return Mono.delay(limit, timer)
                .then(ask.timeout(PATIENCE, timer))
                // Whoever cannot be asked has not said that it went on.
                .onErrorComplete()
                .filter(status -> phase(status.state(), entered) != entered)
                // The next poll may be far away, and may find it back where it was: the next phase begins here.
                .doOnNext(this::observe)
                .switchIfEmpty(Mono.error(() -> expired(entered, limit)))
                .then(Mono.never());
    }

    private DeadlineExceededException expired(Phase entered, Duration limit) {
        return entered == Phase.QUEUE
                ? new DeadlineExceededException(
                        handle + " waited in fal's queue for longer than " + limit + " (option maxQueueWait).",
                        Deadline.QUEUE,
                        Origin.of(handle),
                        null)
                : new DeadlineExceededException(
                        handle + " was worked on for longer than " + limit + " (option maxRunTime).",
                        Deadline.RUNNING,
                        Origin.of(handle),
                        null);
    }
}
