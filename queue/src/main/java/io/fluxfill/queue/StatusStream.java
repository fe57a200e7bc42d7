package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.TransportException;
import io.fluxfill.queue.QueueStatus.State;
import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.SharedTimeout;
import io.fluxfill.transport.Transport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Takes the status of a request from the stream that fal keeps open for it, and polls where a stream does not do. Between
 * two streams the status is asked for: fal does not promise that a stream begins with the current one.
 */
final class StatusStream {
    private static final Logger LOG = LoggerFactory.getLogger("fluxfill.poll");
    private static final int MOST_BREAKS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    /** fal writes something at least every fifteen seconds: what lasted shorter may never have worked. */
    private static final Duration PROVEN = Duration.ofSeconds(20);

    /** Then the status is asked for, and the stream opened anew. */
    private static final Duration LONGEST = Duration.ofMinutes(4);

    private final Transport transport;
    private final QueueEndpoints<?> endpoints;
    private final QueueOptions options;
    private final StatusPoller poller;
    private final SharedTimeout longest;

    StatusStream(Transport transport, QueueEndpoints<?> endpoints, QueueOptions options, StatusPoller poller) {
        this.transport = transport;
        this.endpoints = endpoints;
        this.options = options;
        this.poller = poller;
        longest = new SharedTimeout(LONGEST, options::timer);
    }

    /**
     * Every status, up to and with the one that is completed. It ends with its stream, which should be a moment later; who
     * does not wait for that cancels it, and its connection cannot be used again.
     *
     * @param listening whether somebody listens, and so wants log lines and no long silence
     * @param isNew whether it was submitted just now, and so need not be asked for at once
     */
    Flux<QueueStatus> follow(RequestHandle handle, boolean listening, boolean isNew) {
        return Flux.defer(() -> {
            Attempts attempts = new Attempts(handle, listening, isNew);
            return Flux.defer(attempts::next).repeat(attempts::goOn);
        });
    }

    private static boolean isCompleted(QueueStatus status) {
        return status.state() == State.COMPLETED;
    }

    /** What one subscription knows. */
    private final class Attempts implements StreamedStatuses.Watcher {
        private final RequestHandle handle;
        private final boolean listening;
        private final boolean isNew;
        private final Scheduler timer = options.timer();
        private boolean polling;
        private boolean waitsFirst;
        private boolean somethingCame;
        private boolean isOver;
        private long opened;
        private int breaks;

        Attempts(RequestHandle handle, boolean listening, boolean isNew) {
            this.handle = handle;
            this.listening = listening;
            this.isNew = isNew;
        }

        boolean goOn() {
            return !isOver;
        }

        Flux<QueueStatus> next() {
            if (polling) {
                return poller.poll(handle, listening, waitsFirst).doOnNext(this::observe);
            }
            return breaks == 0
                    ? stream()
                    : Mono.delay(pause(), timer)
                            .thenMany(poller.poll(handle, listening, false)
                                    .take(1)
                                    .doOnNext(this::observe))
                            .concatWith(Flux.defer(() -> isOver ? Flux.empty() : stream()));
        }

        private void observe(QueueStatus status) {
            isOver = isCompleted(status);
        }

        private Duration pause() {
            long nanos = FIRST_PAUSE.toNanos() << (breaks - 1);
            return Duration.ofNanos(
                    (long) (nanos * (0.8 + 0.4 * options.random().getAsDouble())));
        }

        /** To be subscribed to at once: the time that it is open runs from here. */
        private Flux<QueueStatus> stream() {
            opened = timer.now(TimeUnit.NANOSECONDS);
            somethingCame = false;
            Flux<ServerEvent> events = transport.events(
                    endpoints.stream(handle, listening, options.follow().way() == Follow.Way.AUTOMATIC));
            // Heartbeats alone would keep it open for ever, whatever became of the request.
            return StreamedStatuses.of(events, longest, this);
        }

        @Override
        public @Nullable QueueStatus read(ServerEvent event) {
            // Nothing is to come behind the last one.
            if (isOver) {
                return null;
            }
            QueueStatus status = endpoints.status(handle, event);
            somethingCame = true;
            observe(status);
            return status;
        }

        @Override
        public void ended() {
            if (!isOver) {
                broke("it ended early");
            }
        }

        @Override
        public @Nullable Throwable failed(Throwable error) {
            if (isOver) {
                // What breaks behind the last status matters to nobody.
                return null;
            }
            if (error instanceof ClientClosedException) {
                return error;
            }
            if (somethingCame && error instanceof TransportException) {
                broke(error.toString());
            } else {
                giveUp(error.toString());
                // Of one that could not be opened at all nothing has passed yet that a poll could tell.
                waitsFirst = isNew
                        && breaks == 0
                        && error instanceof TransportException unsent
                        && !unsent.requestWritten()
                        && openFor().compareTo(FIRST_PAUSE) < 0;
            }
            return null;
        }

        private void broke(String how) {
            boolean isProven = openFor().compareTo(PROVEN) >= 0;
            breaks = isProven ? 1 : breaks + 1;
            if (breaks > MOST_BREAKS || !somethingCame) {
                giveUp(how);
            } else {
                LOG.debug("{}: its stream broke: {}", handle, how);
            }
        }

        private Duration openFor() {
            return Duration.ofNanos(timer.now(TimeUnit.NANOSECONDS) - opened);
        }

        private void giveUp(String why) {
            polling = true;
            LOG.debug("{}: polled from now on, because of its stream: {}", handle, why);
        }
    }
}
