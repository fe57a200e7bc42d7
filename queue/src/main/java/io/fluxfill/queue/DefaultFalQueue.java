package io.fluxfill.queue;

import io.fluxfill.Endpoint;
import io.fluxfill.FalClient;
import io.fluxfill.Reply;
import io.fluxfill.RequestHandle;
import io.fluxfill.SubmitOptions;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.RequestNotReadyException;
import io.fluxfill.metrics.CancelReason;
import io.fluxfill.queue.QueueUpdate.Completed;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.Transport;
import java.util.Objects;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The queue over a client. */
final class DefaultFalQueue<I, O> implements FalQueue<I, O> {
    private static final Logger LOG = LoggerFactory.getLogger("fluxfill.cancel");

    private final FalClient client;
    private final Transport transport;
    private final Endpoint<I, O> endpoint;
    private final QueueOptions options;
    private final InFlightLimit.Lane submits;
    private final QueueEndpoints<O> endpoints;
    private final Follower<O> follower;
    private final OwnedRuns<I, O> runs;
    private final FanOuts<I, O> fanOuts;

    DefaultFalQueue(FalClient client, Endpoint<I, O> endpoint, QueueOptions options) {
        this(
                client,
                endpoint,
                options,
                SubmitOptions.none(),
                InFlightLimit.of(options.maxSubmits()).lane(),
                new Follower<>(
                        client.transport(),
                        new QueueEndpoints<>(endpoint, options.requestBudget()),
                        options,
                        client.metrics()));
    }

    /** What is shared by queues that differ in their submit options alone comes from outside. */
    private DefaultFalQueue(
            FalClient client,
            Endpoint<I, O> endpoint,
            QueueOptions options,
            SubmitOptions submitOptions,
            InFlightLimit.Lane submits,
            Follower<O> follower) {
        this.client = client;
        this.endpoint = endpoint;
        this.options = options;
        this.submits = submits;
        transport = client.transport();
        this.follower = follower;
        endpoints = follower.endpoints();
        runs = new OwnedRuns<>(client, endpoint, options, submitOptions, submits, endpoints, follower);
        fanOuts = new FanOuts<>(runs, endpoint);
    }

    @Override
    public FalQueue<I, O> with(SubmitOptions submitOptions) {
        return new DefaultFalQueue<>(client, endpoint, options, submitOptions, submits, follower);
    }

    @Override
    public Mono<Reply<O>> run(I input) {
        Objects.requireNonNull(input, "input");
        return runs.toResult(() -> input, RequestHooks.NONE)
                .map(Completed::reply)
                .checkpoint("fluxfill run");
    }

    @Override
    public Flux<QueueUpdate<O>> runWithUpdates(I input) {
        Objects.requireNonNull(input, "input");
        return runs.withUpdates(() -> input, RequestHooks.NONE, options.trailingLogs())
                .checkpoint("fluxfill runWithUpdates");
    }

    @Override
    public <K> Flux<Outcome<K, O>> runAll(
            Publisher<? extends K> items, Function<? super K, ? extends I> toInput, FanOut<K> fanOut) {
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(fanOut, "fanOut");
        return fanOuts.outcomes(items, toInput, fanOut).checkpoint("fluxfill runAll");
    }

    @Override
    public <K> Flux<ItemUpdate<K, O>> runAllWithUpdates(
            Publisher<? extends K> items, Function<? super K, ? extends I> toInput, FanOut<K> fanOut) {
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(fanOut, "fanOut");
        return fanOuts.updates(items, toInput, fanOut).checkpoint("fluxfill runAllWithUpdates");
    }

    @Override
    public Mono<RequestHandle> submit(I input) {
        Objects.requireNonNull(input, "input");
        return runs.submit(() -> input).checkpoint("fluxfill submit");
    }

    @Override
    public Flux<QueueUpdate<O>> watch(RequestHandle handle) {
        checkEndpoint(handle);
        return UpdateBuffer.behind(follower.watch(handle), options.keptLogLines())
                .checkpoint("fluxfill watch");
    }

    @Override
    public Flux<LogLine> logs(RequestHandle handle) {
        checkEndpoint(handle);
        return follower.logs(handle)
                .concatMapIterable(lines -> lines)
                .onBackpressureBuffer(options.keptLogLines(), dropped -> {}, BufferOverflowStrategy.DROP_OLDEST)
                .checkpoint("fluxfill logs");
    }

    @Override
    public Mono<QueueStatus> status(RequestHandle handle) {
        checkEndpoint(handle);
        return transport
                .exchange(endpoints.status(handle, true))
                .map(HttpReply::body)
                .checkpoint("fluxfill status");
    }

    @Override
    public Mono<Reply<O>> result(RequestHandle handle) {
        checkEndpoint(handle);
        return transport
                .exchange(endpoints.result(handle))
                .map(HttpReply::toReply)
                .onErrorResume(DefaultFalQueue::mayBeEarly, error -> notReady(handle, error))
                .checkpoint("fluxfill result");
    }

    /** fal does not say clearly that a result is not there yet; its sources disagree on 400, 404 and 202. */
    private static boolean mayBeEarly(Throwable error) {
        return (error instanceof InvalidRequestException invalid
                        && invalid.fieldErrors().isEmpty())
                || error instanceof RequestNotFoundException
                || (error instanceof RequestFailedException failed && failed.statusCode() == 202);
    }

    private <T> Mono<T> notReady(RequestHandle handle, Throwable error) {
        return transport
                .exchange(endpoints.status(handle, false))
                .onErrorMap(unknown -> error)
                .flatMap(reply -> Mono.error(
                        reply.body().state() == QueueStatus.State.COMPLETED
                                ? error
                                : new RequestNotReadyException(
                                        handle + " is not completed: "
                                                + reply.body().rawStatus()
                                                + ". Watch it, and its result comes by itself.",
                                        FalException.Origin.of(handle),
                                        error)));
    }

    @Override
    public Mono<CancelOutcome> cancel(RequestHandle handle) {
        checkEndpoint(handle);
        return Mono.defer(() -> {
                    client.metrics().cancelSent(CancelReason.EXPLICIT);
                    return transport.exchange(endpoints.cancel(handle));
                })
                .map(QueueEndpoints::cancelOutcome)
                .doOnNext(outcome -> LOG.debug("{}: cancelled by its caller, {}", handle, outcome))
                .checkpoint("fluxfill cancel");
    }

    private void checkEndpoint(RequestHandle handle) {
        if (!handle.endpointId().equals(endpoint.id().full())) {
            throw new IllegalArgumentException(
                    "The handle is of " + handle.endpointId() + ", and this is the queue of " + endpoint + ".");
        }
    }
}
