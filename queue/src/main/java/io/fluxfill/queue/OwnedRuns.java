package io.fluxfill.queue;

import io.fluxfill.Endpoint;
import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.SubmitOptions;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.queue.QueueUpdate.Completed;
import io.fluxfill.queue.QueueUpdate.Enqueued;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.Transport;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Requests that their subscriber owns: what is submitted here is handed over, brought to its result, or abandoned. */
final class OwnedRuns<I, O> {
    private static final Publisher<Void> NOTHING = Mono.empty();

    private final FalClient client;
    private final Transport transport;
    private final Endpoint<I, O> endpoint;
    private final QueueOptions options;
    private final SubmitOptions submitOptions;
    private final SubmitOptions ownedOptions;
    private final InFlightLimit.Lane submits;
    private final QueueEndpoints<O> endpoints;
    private final Follower<O> follower;
    private final AbandonPolicy abandonPolicy;
    /** What a client that is being closed says was not started. */
    private final String theRun;

    private final String theSubmit;

    OwnedRuns(
            FalClient client,
            Endpoint<I, O> endpoint,
            QueueOptions options,
            SubmitOptions submitOptions,
            InFlightLimit.Lane submits,
            QueueEndpoints<O> endpoints,
            Follower<O> follower) {
        this.client = client;
        this.endpoint = endpoint;
        theRun = "The run of " + endpoint;
        theSubmit = "The submit to " + endpoint;
        this.options = options;
        this.submitOptions = submitOptions;
        ownedOptions = startedInTime(submitOptions, options.maxQueueWait());
        this.submits = submits;
        this.endpoints = endpoints;
        this.follower = follower;
        transport = client.transport();
        abandonPolicy = new AbandonPolicy(transport, endpoints, options.onAbandon(), client.metrics());
    }

    /** fal need not begin what nobody waits for any more. */
    private static SubmitOptions startedInTime(SubmitOptions options, @Nullable Duration limit) {
        Duration asked = options.startTimeout();
        return limit == null
                        || limit.compareTo(SubmitOptions.SHORTEST_START_TIMEOUT) <= 0
                        || (asked != null && asked.compareTo(limit) <= 0)
                ? options
                : options.toBuilder().startTimeout(limit).build();
    }

    /** To the handle, which then is the subscriber's. */
    Mono<RequestHandle> submit(Supplier<I> input) {
        return Mono.defer(() -> {
            OwnedRequest owned = new OwnedRequest(client, abandonPolicy, RequestHooks.NONE);
            return owned.until(
                    client.runningWork().admit(theSubmit, submit(input, owned, submitOptions), owned::close));
        });
    }

    /** To the result, without what happens on the way. */
    Mono<Completed<O>> toResult(Supplier<I> input, RequestHooks hooks) {
        return Mono.defer(() -> {
            OwnedRequest owned = new OwnedRequest(client, abandonPolicy, hooks);
            Deadlines deadlines = new Deadlines(options);
            Mono<Completed<O>> result = deadlines
                    .cut(submit(input, owned, ownedOptions))
                    .flatMap(handle -> {
                        Publisher<Void> record = record(handle, hooks);
                        Mono<Completed<O>> following = follower.toResult(handle, deadlines);
                        return record.equals(NOTHING)
                                ? following
                                : deadlines
                                        .cut(recorded(record, handle, owned), handle)
                                        .then(following);
                    });
            return owned.until(client.runningWork().admit(theRun, result, owned::close));
        });
    }

    /** To the result, with what happens on the way; the last update has it. */
    Flux<QueueUpdate<O>> withUpdates(Supplier<I> input, RequestHooks hooks, Duration trailingLogs) {
        return Flux.defer(() -> {
            OwnedRequest owned = new OwnedRequest(client, abandonPolicy, hooks);
            Deadlines deadlines = new Deadlines(options);
            Flux<QueueUpdate<O>> updates = deadlines
                    .cut(submit(input, owned, ownedOptions))
                    .flatMapMany(handle -> {
                        Publisher<Void> record = record(handle, hooks);
                        Flux<QueueUpdate<O>> following = Flux.concat(
                                Mono.just(new Enqueued<O>(handle)), follower.updates(handle, deadlines, trailingLogs));
                        return record.equals(NOTHING)
                                ? following
                                : deadlines
                                        .cut(recorded(record, handle, owned), handle)
                                        .thenMany(following);
                    });
            return owned.until(client.runningWork()
                    .admit(
                            theRun,
                            UpdateBuffer.behind(hooks.observe(owned.untilDeadline(updates)), options.keptLogLines()),
                            owned::close));
        });
    }

    private Mono<RequestHandle> submit(Supplier<I> input, OwnedRequest owned, SubmitOptions told) {
        return Mono.defer(() -> endpoint.encode(Objects.requireNonNull(input.get(), "the input"), client.images()))
                .onErrorMap(error -> !(error instanceof FalException), InvalidRequestException::unpreparable)
                .flatMap(body -> {
                    Mono<HttpReply<RequestHandle>> exchange =
                            transport.exchange(endpoints.submit(told, body, owned, options.resubmitWhenUnknown()));
                    return owned.submit(submits.place().around(exchange));
                });
    }

    /** How the application writes the handle down. */
    private static Publisher<Void> record(RequestHandle handle, RequestHooks hooks) {
        try {
            return Objects.requireNonNull(hooks.onEnqueued(handle), "what onEnqueued returns");
        } catch (Throwable e) { // whatever it is, the request is paid for
            Exceptions.throwIfFatal(e);
            return Mono.error(e);
        }
    }

    /** Lets it. A request that it could not write down is not run on. */
    private Mono<Void> recorded(Publisher<Void> record, RequestHandle handle, OwnedRequest owned) {
        return Mono.from(record).onErrorResume(error -> {
            owned.abandon();
            return Mono.error(new RequestCancelledException(
                    handle + " was abandoned (" + options.onAbandon() + "), because onEnqueued failed: " + error,
                    FalException.Origin.of(handle),
                    error));
        });
    }
}
