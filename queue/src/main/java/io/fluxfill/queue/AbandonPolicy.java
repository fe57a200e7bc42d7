package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.FalException;
import io.fluxfill.error.TransportException;
import io.fluxfill.metrics.CancelReason;
import io.fluxfill.metrics.ClientMetrics;
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
    private final ClientMetrics metrics;

    AbandonPolicy(Transport transport, QueueEndpoints<?> endpoints, OnAbandon policy, ClientMetrics metrics) {
        this.metrics = metrics;
        this.transport = transport;
        this.endpoints = endpoints;
        this.policy = policy;
    }

    @Override
    public Mono<Void> cancel(RequestHandle handle, CancelReason reason) {
        Mono<CancelOutcome> cancel = Mono.defer(() -> {
                    metrics.cancelSent(reason);
                    return transport.exchange(endpoints.cancel(handle));
                })
                .map(QueueEndpoints::cancelOutcome);
        Mono<CancelOutcome> work = switch (policy) {
            case CANCEL -> cancel;
            case CANCEL_IF_QUEUED ->
                Mono.defer(() -> transport.exchange(endpoints.status(handle, false)))
                        .filter(reply -> reply.body().state() == State.IN_QUEUE)
                        .flatMap(reply -> cancel)
                        .switchIfEmpty(leave(handle));
            case LEAVE_RUNNING -> leave(handle);
        };
        return work.timeout(
                        OwnedRequest.CANCEL_LIMIT,
                        Mono.error(() -> new TransportException(
                                "no answer within " + OwnedRequest.CANCEL_LIMIT.toSeconds() + " s",
                                true,
                                FalException.Origin.of(handle),
                                null)))
                .doOnNext(outcome -> LOG.debug("{}: abandoned, {}", handle, outcome))
                .doOnError(error -> {
                    metrics.cancelFailed(reason);
                    LOG.warn(
                            "{}: abandoned, but it could not be cancelled and may run on: {}",
                            handle,
                            error.toString());
                })
                .onErrorComplete()
                .then();
    }

    /** Said aloud: its caller may never have had the handle, and then this line is all there is of a paid request. */
    private static Mono<CancelOutcome> leave(RequestHandle handle) {
        return Mono.fromRunnable(() -> LOG.info("{}: abandoned, and left running", handle));
    }
}
