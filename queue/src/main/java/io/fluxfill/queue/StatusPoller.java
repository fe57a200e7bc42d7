package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.FalException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.Transport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Asks for the status of a request until it is completed. */
final class StatusPoller {
    private static final Logger LOG = LoggerFactory.getLogger("fluxfill.poll");
    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofMinutes(4);
    private static final Duration LONGEST_WHILE_LISTENING = Duration.ofSeconds(2);
    private static final Duration MOST_JITTER = Duration.ofMillis(100);

    private final Transport transport;
    private final QueueEndpoints<?> endpoints;
    private final QueueOptions options;

    StatusPoller(Transport transport, QueueEndpoints<?> endpoints, QueueOptions options) {
        this.transport = transport;
        this.endpoints = endpoints;
        this.options = options;
    }

    /**
     * Every status, up to and with the one that is completed.
     *
     * @param listening whether somebody listens, and so wants log lines and no long silence
     * @param waitFirst whether to wait before the first poll too
     */
    Flux<QueueStatus> poll(RequestHandle handle, boolean listening, boolean waitFirst) {
        Flux<QueueStatus> statuses = Flux.defer(() -> {
            Rounds rounds = new Rounds(handle, options.timer(), listening, waitFirst);
            return Mono.defer(() -> rounds.paced(transport.exchange(endpoints.status(handle, listening)))
                            .map(rounds::observe))
                    .repeat(rounds::goOn);
        });
        // A schedule or a timer of the application may fail; the request that it forsakes is paid for all the same.
        return statuses.onErrorMap(
                error -> !(error instanceof FalException),
                error -> new TransportException(
                        handle + " could not be followed on: " + error, true, FalException.Origin.of(handle), error));
    }

    /** What one subscription knows. */
    private final class Rounds {
        private final RequestHandle handle;
        private final Scheduler timer;
        private final boolean listening;
        private final boolean waitFirst;
        private final PollSchedule schedule;
        private final Sightings sightings;
        private @Nullable Integer position;
        private long positionSeen;
        private @Nullable Duration retryAfter;
        private boolean isAnswered;
        private boolean isOver;

        Rounds(RequestHandle handle, Scheduler timer, boolean listening, boolean waitFirst) {
            this.handle = handle;
            this.timer = timer;
            this.listening = listening;
            this.waitFirst = waitFirst;
            schedule = options.follow().schedule();
            sightings = new Sightings(handle.endpointId(), listening, waitFirst, timer.now(TimeUnit.NANOSECONDS));
        }

        boolean goOn() {
            if (!isAnswered) {
                // Not single(): who leaves while the value passes it gets an error of its own making.
                throw new IllegalStateException("there was no answer");
            }
            return !isOver;
        }

        /** The same poll, after the wait that is due now. */
        <T> Mono<T> paced(Mono<T> poll) {
            isAnswered = false;
            boolean isFirst = sightings.attempt() == 0;
            if (isFirst && !waitFirst) {
                return poll;
            }
            Duration planned = schedule.next(sightings.at(timer.now(TimeUnit.NANOSECONDS)));
            return isFirst && planned.isZero()
                    ? poll
                    : Mono.delay(delay(planned), timer).then(poll);
        }

        private Duration delay(Duration planned) {
            Duration jittered = bounded(planned).plus(jitter(bounded(planned)));
            Duration wait = bounded(jittered);
            return retryAfter == null ? wait : atLeast(wait, atMost(retryAfter, LONGEST));
        }

        private Duration bounded(Duration wait) {
            return atMost(atLeast(wait, SHORTEST), listening ? LONGEST_WHILE_LISTENING : LONGEST);
        }

        /** Spreads the polls of requests that were submitted together. */
        private Duration jitter(Duration wait) {
            double most = Math.min(wait.toNanos() * 0.2, (double) MOST_JITTER.toNanos());
            return Duration.ofNanos((long) (most * (2 * options.random().getAsDouble() - 1)));
        }

        QueueStatus observe(HttpReply<QueueStatus> reply) {
            isAnswered = true;
            QueueStatus status = reply.body();
            long now = timer.now(TimeUnit.NANOSECONDS);
            retryAfter = reply.retryAfter();
            isOver = status.state() == QueueStatus.State.COMPLETED;
            if (sightings.add(status, now)) {
                LOG.debug("{}: {}", handle, status.rawStatus());
            }
            if (schedule instanceof AdaptiveSchedule learning) {
                teach(learning, status, now);
            }
            return status;
        }

        private void teach(AdaptiveSchedule learning, QueueStatus status, long now) {
            @Nullable Integer next = status.queuePosition();
            if (position != null && next != null) {
                learning.moved(handle.endpointId(), position, next, Duration.ofNanos(now - positionSeen));
            }
            position = next;
            positionSeen = now;
            RequestTimes times = status.state() == QueueStatus.State.COMPLETED ? sightings.times(status, now) : null;
            if (times != null) {
                learning.completed(handle.endpointId(), times);
            }
        }
    }

    private static Duration atLeast(Duration duration, Duration least) {
        return duration.compareTo(least) < 0 ? least : duration;
    }

    private static Duration atMost(Duration duration, Duration most) {
        return duration.compareTo(most) > 0 ? most : duration;
    }
}
