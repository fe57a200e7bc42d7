package io.fluxfill.queue;

import io.fluxfill.Endpoint;
import io.fluxfill.FalClient;
import io.fluxfill.Reply;
import io.fluxfill.RequestHandle;
import io.fluxfill.SubmitOptions;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.RequestNotReadyException;
import io.fluxfill.error.TransportException;
import io.fluxfill.metrics.CancelReason;
import io.fluxfill.queue.QueueUpdate.Completed;
import io.fluxfill.queue.QueueUpdate.Enqueued;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.Transport;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;

/** The queue over a client. */
final class DefaultFalQueue<I, O> implements FalQueue<I, O> {
    private static final Logger LOG = LoggerFactory.getLogger("fluxfill.cancel");

    private final FalClient client;
    private final Transport transport;
    private final Endpoint<I, O> endpoint;
    private final QueueOptions options;
    private final SubmitOptions submitOptions;
    private final InstrumentedPool<Object> submits;
    private final QueueEndpoints<O> endpoints;
    private final Follower<O> follower;
    private final AbandonPolicy abandonPolicy;

    DefaultFalQueue(FalClient client, Endpoint<I, O> endpoint, QueueOptions options) {
        this(
                client,
                endpoint,
                options,
                SubmitOptions.none(),
                PoolBuilder.from(Mono.fromSupplier(Object::new))
                        .sizeBetween(0, options.maxSubmits())
                        .buildPool());
    }

    private DefaultFalQueue(
            FalClient client,
            Endpoint<I, O> endpoint,
            QueueOptions options,
            SubmitOptions submitOptions,
            InstrumentedPool<Object> submits) {
        this.client = client;
        this.endpoint = endpoint;
        this.options = options;
        this.submitOptions = submitOptions;
        this.submits = submits;
        transport = client.transport();
        endpoints = new QueueEndpoints<>(endpoint);
        follower = new Follower<>(transport, endpoints, options);
        abandonPolicy = new AbandonPolicy(transport, endpoints, options.onAbandon(), client.metrics());
    }

    @Override
    public FalQueue<I, O> with(SubmitOptions submitOptions) {
        return new DefaultFalQueue<>(client, endpoint, options, submitOptions, submits);
    }

    @Override
    public Mono<Reply<O>> run(I input) {
        Objects.requireNonNull(input, "input");
        return complete(() -> input, handle -> Mono.empty())
                .map(Completed::reply)
                .checkpoint("fluxfill run");
    }

    @Override
    public Flux<QueueUpdate<O>> runWithUpdates(I input) {
        Objects.requireNonNull(input, "input");
        return completeWithUpdates(() -> input, handle -> Mono.empty()).checkpoint("fluxfill runWithUpdates");
    }

    @Override
    public <K> Flux<Outcome<K, O>> runAll(
            Publisher<? extends K> items, Function<? super K, ? extends I> toInput, FanOut<K> fanOut) {
        Objects.requireNonNull(toInput, "toInput");
        return FanOutRun.<K, Outcome<K, O>>of(
                        items,
                        fanOut.maxInFlight(),
                        item -> complete(
                                        () -> toInput.apply(item),
                                        handle -> fanOut.onEnqueued().apply(item, handle))
                                .<Outcome<K, O>>map(completed -> succeeded(item, completed))
                                .onErrorResume(error -> Mono.just(failed(item, error))),
                        outcome -> outcome)
                .checkpoint("fluxfill runAll");
    }

    @Override
    public <K> Flux<ItemUpdate<K, O>> runAllWithUpdates(
            Publisher<? extends K> items, Function<? super K, ? extends I> toInput, FanOut<K> fanOut) {
        Objects.requireNonNull(toInput, "toInput");
        return FanOutRun.<K, ItemUpdate<K, O>>of(
                        items,
                        fanOut.maxInFlight(),
                        item -> completeWithUpdates(
                                        () -> toInput.apply(item),
                                        handle -> fanOut.onEnqueued().apply(item, handle))
                                .<ItemUpdate<K, O>>map(update -> new ItemUpdate.Progress<>(item, update))
                                .onErrorResume(error -> Mono.just(new ItemUpdate.Finished<>(failed(item, error))))
                                // An error would overtake here what nobody has taken yet; so it comes as a value.
                                .concatMapIterable(DefaultFalQueue::withOutcome, 1),
                        update -> update instanceof ItemUpdate.Finished<K, O> finished ? finished.outcome() : null)
                .checkpoint("fluxfill runAllWithUpdates");
    }

    private static <K, O> List<ItemUpdate<K, O>> withOutcome(ItemUpdate<K, O> update) {
        return update instanceof ItemUpdate.Progress<K, O> progress
                        && progress.update() instanceof Completed<O> completed
                ? List.of(update, new ItemUpdate.Finished<>(succeeded(progress.key(), completed)))
                : List.of(update);
    }

    private static <K, O> Outcome<K, O> succeeded(K item, Completed<O> completed) {
        return new Outcome.Succeeded<>(item, completed.handle(), completed.reply(), completed.metrics());
    }

    private static <K, O> Outcome<K, O> failed(K item, Throwable error) {
        return new Outcome.Failed<>(
                item,
                error instanceof FalException known
                        ? known
                        : new TransportException(
                                "Unexpected: " + error, true, new FalException.Origin(null, null, false), error));
    }

    @Override
    public Mono<RequestHandle> submit(I input) {
        Objects.requireNonNull(input, "input");
        return Mono.defer(() -> {
                    OwnedRequest owned = new OwnedRequest(client, abandonPolicy);
                    return owned.until(submit(() -> input, owned));
                })
                .checkpoint("fluxfill submit");
    }

    private Mono<Completed<O>> complete(Supplier<I> input, Function<RequestHandle, Publisher<Void>> onEnqueued) {
        return Mono.defer(() -> {
            OwnedRequest owned = new OwnedRequest(client, abandonPolicy);
            WholeDeadline deadline = new WholeDeadline(options);
            return owned.until(deadline.cut(submit(input, owned))
                    .flatMap(handle -> deadline.cut(recorded(handle, owned, onEnqueued), handle)
                            .then(follower.toResult(handle, deadline))));
        });
    }

    private Flux<QueueUpdate<O>> completeWithUpdates(
            Supplier<I> input, Function<RequestHandle, Publisher<Void>> onEnqueued) {
        return Flux.defer(() -> {
            OwnedRequest owned = new OwnedRequest(client, abandonPolicy);
            WholeDeadline deadline = new WholeDeadline(options);
            Flux<QueueUpdate<O>> updates = deadline.cut(submit(input, owned))
                    .flatMapMany(handle -> deadline.cut(recorded(handle, owned, onEnqueued), handle)
                            .thenMany(Flux.concat(
                                    Mono.just(new Enqueued<O>(handle)), follower.updates(handle, deadline))));
            return owned.until(UpdateBuffer.behind(owned.untilDeadline(updates), options.keptLogLines()));
        });
    }

    private Mono<RequestHandle> submit(Supplier<I> input, OwnedRequest owned) {
        return Mono.fromSupplier(input)
                .single()
                .flatMap(value -> endpoint.encode(value, client.images()))
                .onErrorMap(error -> !(error instanceof FalException), InvalidRequestException::unpreparable)
                .flatMap(body -> owned.submit(submits.withPoolable(permit -> transport.exchange(
                                endpoints.submit(submitOptions, body, owned, options.resubmitWhenUnknown())))
                        .single()));
    }

    /** Lets the application write the handle down. A request that it could not write down is not run on. */
    private Mono<Void> recorded(
            RequestHandle handle, OwnedRequest owned, Function<RequestHandle, Publisher<Void>> onEnqueued) {
        return Mono.defer(() -> Mono.from(onEnqueued.apply(handle))).onErrorResume(error -> {
            owned.abandon();
            return Mono.error(new RequestCancelledException(
                    handle + " was abandoned (" + options.onAbandon() + "), because onEnqueued failed: " + error,
                    FalException.Origin.of(handle),
                    error));
        });
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
