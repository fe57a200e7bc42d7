package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.queue.QueueStatus.State;
import io.fluxfill.queue.QueueUpdate.Completed;
import io.fluxfill.queue.QueueUpdate.InProgress;
import io.fluxfill.queue.QueueUpdate.InQueue;
import io.fluxfill.queue.QueueUpdate.Other;
import io.fluxfill.transport.Transport;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Follows an accepted request to its result. */
final class Follower<O> {
    private final Transport transport;
    private final QueueEndpoints<O> endpoints;
    private final StatusPoller poller;

    Follower(Transport transport, QueueEndpoints<O> endpoints, QueueOptions options) {
        this.transport = transport;
        this.endpoints = endpoints;
        poller = new StatusPoller(transport, endpoints, options);
    }

    /** The result alone: no log lines are asked for, and nothing is reported before it is there. */
    Mono<Completed<O>> toResult(RequestHandle handle, WholeDeadline deadline) {
        return deadline.cut(poller.poll(handle, false, true), handle)
                .last()
                .flatMap(status -> fetch(status, List.of()));
    }

    /** An update whenever something changed, the last one with the result. The submit has said where it is at first. */
    Flux<QueueUpdate<O>> updates(RequestHandle handle, WholeDeadline deadline) {
        return changes(deadline.cut(poller.poll(handle, true, true), handle));
    }

    /** The same for a request of somebody else: where it is, is asked at once. */
    Flux<QueueUpdate<O>> watch(RequestHandle handle) {
        return changes(poller.poll(handle, true, false));
    }

    private Flux<QueueUpdate<O>> changes(Flux<QueueStatus> statuses) {
        return Flux.defer(() -> statuses.concatMap(new Changes()::of, 0));
    }

    /** New log lines, until the request is completed, however it ended. */
    Flux<List<LogLine>> logs(RequestHandle handle) {
        return Flux.defer(() -> {
            LogCursor cursor = new LogCursor();
            return poller.poll(handle, true, false).map(status -> cursor.advance(status.logs()));
        });
    }

    private Mono<Completed<O>> fetch(QueueStatus status, List<LogLine> newLogs) {
        return transport
                .exchange(endpoints.result(status.handle()))
                .map(reply -> new Completed<>(status.handle(), reply.toReply(), status.metrics(), newLogs, 0));
    }

    /** What one subscription has seen. */
    private final class Changes {
        private final LogCursor cursor = new LogCursor();
        private @Nullable String rawStatus;
        private @Nullable Integer position;

        Flux<QueueUpdate<O>> of(QueueStatus status) {
            List<LogLine> newLogs = cursor.advance(status.logs());
            if (status.state() == State.COMPLETED) {
                return completion(status, newLogs);
            }
            boolean same = status.rawStatus().equals(rawStatus) && Objects.equals(status.queuePosition(), position);
            rawStatus = status.rawStatus();
            position = status.queuePosition();
            return same && newLogs.isEmpty() ? Flux.empty() : Flux.just(update(status, newLogs));
        }

        private Flux<QueueUpdate<O>> completion(QueueStatus status, List<LogLine> newLogs) {
            Flux<QueueUpdate<O>> result = fetch(status, newLogs)
                    .<QueueUpdate<O>>map(completed -> completed)
                    .flux();
            // The last lines of a request that failed say why, and no Completed would carry them.
            return newLogs.isEmpty()
                    ? result
                    : result.onErrorResume(error ->
                            Flux.concat(Flux.just(new InProgress<>(status.handle(), newLogs, 0)), Flux.error(error)));
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
