package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.metrics.ClientMetrics;
import io.fluxfill.queue.QueueStatus.State;
import io.fluxfill.queue.QueueUpdate.Completed;
import io.fluxfill.queue.QueueUpdate.InProgress;
import io.fluxfill.queue.QueueUpdate.InQueue;
import io.fluxfill.queue.QueueUpdate.Other;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Follows an accepted request to its result. */
final class Follower<O> {
    /** How long a stream may take to end behind its last status, where nothing else ends it. */
    private static final Duration LINGERING = Duration.ofSeconds(1);

    private final Transport transport;
    private final QueueEndpoints<O> endpoints;
    private final QueueOptions options;
    private final ClientMetrics metrics;
    private final StatusPoller poller;
    private final StatusStream stream;
    private final TrailingLogs trailingLogs;

    @SuppressWarnings("ReferenceEquality") // NONE is a constant
    Follower(Transport transport, QueueEndpoints<O> endpoints, QueueOptions options, ClientMetrics metrics) {
        this.transport = transport;
        this.endpoints = endpoints;
        this.options = options;
        this.metrics = metrics;
        Transport measured = metrics == ClientMetrics.NONE ? transport : new MeasuredTransport(transport);
        poller = new StatusPoller(measured, endpoints, options);
        stream = new StatusStream(measured, endpoints, options, poller);
        trailingLogs = new TrailingLogs(transport, endpoints, options);
    }

    /** The calls for the requests of this queue. */
    QueueEndpoints<O> endpoints() {
        return endpoints;
    }

    /**
     * Every status, up to and with the one that is completed.
     *
     * @param listening whether somebody listens, and so wants log lines and no long silence
     * @param waitFirst whether it was submitted just now, and so need not be asked for at once
     */
    private Flux<QueueStatus> statuses(RequestHandle handle, boolean listening, boolean waitFirst) {
        return options.follow().way() == Follow.Way.POLLING
                ? poller.poll(handle, listening, waitFirst)
                : stream.follow(handle, listening, waitFirst);
    }

    /** Does not wait for a stream that does not end. */
    private Flux<QueueStatus> ended(Flux<QueueStatus> statuses) {
        return statuses.timeout(
                Mono.never(),
                status -> status.state() == State.COMPLETED ? Mono.delay(LINGERING, options.timer()) : Mono.never(),
                Mono.empty());
    }

    private Mono<QueueStatus> ask(RequestHandle handle) {
        return Mono.defer(() -> transport.exchange(endpoints.status(handle, false)))
                .map(HttpReply::body);
    }

    /** The result alone: no log lines are asked for, and nothing is reported before it is there. */
    Mono<Completed<O>> toResult(RequestHandle handle, Deadlines deadlines) {
        return Mono.defer(() -> {
            FollowFigures figures = figures(true);
            Flux<QueueStatus> statuses =
                    deadlines.cut(figures.observed(statuses(handle, false, true)), handle, ask(handle));
            return figures.untilEnd(ResultFetch.of(statuses, status -> fetch(status, List.of())), false);
        });
    }

    /** An update whenever something changed, the last one with the result. The submit has said where it is at first. */
    Flux<QueueUpdate<O>> updates(RequestHandle handle, Deadlines deadlines, Duration trailing) {
        return Flux.defer(() -> {
            FollowFigures figures = figures(true);
            Flux<QueueStatus> statuses =
                    deadlines.cut(figures.observed(statuses(handle, true, true)), handle, ask(handle));
            return figures.untilEnd(changes(statuses, trailing, figures), true);
        });
    }

    /** The same for a request of somebody else: where it is, is asked at once. */
    Flux<QueueUpdate<O>> watch(RequestHandle handle) {
        return Flux.defer(() -> {
            FollowFigures figures = figures(false);
            return changes(figures.observed(statuses(handle, true, false)), options.trailingLogs(), figures);
        });
    }

    private FollowFigures figures(boolean isOwned) {
        return new FollowFigures(metrics, options.timer(), isOwned);
    }

    private Flux<QueueUpdate<O>> changes(Flux<QueueStatus> statuses, Duration trailing, FollowFigures figures) {
        Changes changes = new Changes(trailing, figures);
        // The stream of a completed request may end a moment later.
        return trailing.isZero()
                ? statuses.concatMap(changes::of, 0).takeUntil(QueueUpdate::isCompleted)
                : ended(statuses).concatMap(changes::of, 0);
    }

    /** New log lines, until the request is completed, however it ended, and for as long behind it as the options say. */
    Flux<List<LogLine>> logs(RequestHandle handle) {
        return Flux.defer(() -> {
            LogCursor cursor = new LogCursor();
            return figures(false)
                    .observed(ended(statuses(handle, true, false)))
                    .map(status -> cursor.advance(status.logs()))
                    .concatWith(trailingLogs.of(handle, cursor, options.trailingLogs()));
        });
    }

    private Mono<Completed<O>> fetch(QueueStatus status, List<LogLine> newLogs) {
        return transport
                .exchange(endpoints.result(status.handle()))
                .map(reply -> new Completed<>(status.handle(), reply.toReply(), status.metrics(), newLogs, 0));
    }

    /** What one subscription has seen. */
    private final class Changes {
        private final Duration trailing;
        private final FollowFigures figures;
        private final LogCursor cursor = new LogCursor();
        private @Nullable String rawStatus;
        private @Nullable Integer position;

        Changes(Duration trailing, FollowFigures figures) {
            this.trailing = trailing;
            this.figures = figures;
        }

        Flux<QueueUpdate<O>> of(QueueStatus status) {
            List<LogLine> newLogs = cursor.advance(status.logs());
            figures.logged(newLogs.size());
            if (status.state() == State.COMPLETED) {
                return completion(status, newLogs);
            }
            boolean same = status.rawStatus().equals(rawStatus) && Objects.equals(status.queuePosition(), position);
            rawStatus = status.rawStatus();
            position = status.queuePosition();
            return same && newLogs.isEmpty() ? Flux.empty() : Flux.just(update(status, newLogs));
        }

        private Flux<QueueUpdate<O>> completion(QueueStatus status, List<LogLine> newLogs) {
            Flux<QueueUpdate<O>> result = fetch(status, newLogs).flatMapMany(this::andTrailing);
            // The last lines of a request that failed say why, and no Completed would carry them.
            return newLogs.isEmpty()
                    ? result
                    : result.onErrorResume(error ->
                            Flux.concat(Flux.just(new InProgress<>(status.handle(), newLogs, 0)), Flux.error(error)));
        }

        private Flux<QueueUpdate<O>> andTrailing(Completed<O> completed) {
            Flux<QueueUpdate<O>> result = Flux.just(completed);
            return trailing.isZero()
                    ? result
                    : result.concatWith(trailingLogs
                            .of(completed.handle(), cursor, trailing)
                            .map(lines -> new Completed<>(
                                    completed.handle(), completed.reply(), completed.metrics(), lines, 0)));
        }

        private QueueUpdate<O> update(QueueStatus status, List<LogLine> newLogs) {
            return switch (status.state()) {
                case IN_QUEUE -> new InQueue<>(status.handle(), status.queuePosition(), newLogs, 0);
                case IN_PROGRESS -> new InProgress<>(status.handle(), newLogs, 0);
                case COMPLETED, OTHER -> new Other<>(status.handle(), status.rawStatus(), newLogs, 0);
            };
        }
    }
}
