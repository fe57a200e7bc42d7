package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.queue.QueueStatus.State;
import io.fluxfill.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Does at fal what {@link OnAbandon} says. */
final class AbandonPolicy implements OwnedRequest.Canceller {
    private static final Logger LOG = LoggerFactory.getLogger("fluxfill.cancel");

    private final Transport transport;
    private final QueueEndpoints<?> endpoints;
    private final OnAbandon policy;

    AbandonPolicy(Transport transport, QueueEndpoints<?> endpoints, OnAbandon policy) {
        this.transport = transport;
        this.endpoints = endpoints;
        this.policy = policy;
    }

    @Override
    public Mono<Void> cancel(RequestHandle handle) {
        Mono<CancelOutcome> cancel =
                Mono.defer(() -> transport.exchange(endpoints.cancel(handle))).map(QueueEndpoints::cancelOutcome);
        Mono<CancelOutcome> work = switch (policy) {
            case CANCEL -> cancel;
            case CANCEL_IF_QUEUED ->
                Mono.defer(() -> transport.exchange(endpoints.status(handle, false)))
                        .filter(reply -> reply.body().state() == State.IN_QUEUE)
                        .flatMap(reply -> cancel);
            case LEAVE_RUNNING -> leave(handle);
        };
        return work.timeout(OwnedRequest.CANCEL_LIMIT)
                .doOnNext(outcome -> LOG.debug("{}: abandoned, {}", handle, outcome))
                .doOnError(error -> LOG.warn(
                        "{}: abandoned, but it could not be cancelled and may run on: {}", handle, error.toString()))
                .onErrorComplete()
                .then();
    }

    /** Said aloud, because its caller may never have had the handle. */
    private static Mono<CancelOutcome> leave(RequestHandle handle) {
        return Mono.fromRunnable(() -> LOG.info("{}: abandoned, and left running", handle));
    }
}
