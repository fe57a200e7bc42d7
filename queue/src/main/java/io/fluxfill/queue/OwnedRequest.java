package io.fluxfill.queue;

import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.error.FalException;
import io.fluxfill.metrics.CancelReason;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.WriteWatch;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The custody of one request, from before its submit until somebody else has its result or its handle. Whoever leaves in
 * between leaves nothing behind: a submit that is on the wire is let finish, and the request that it made is cancelled.
 *
 * <p>There is one atomic cell. The answer of the submit and the caller's leaving both go through it, and whichever comes
 * second sees the first; so exactly one of them cancels. Operators alone cannot promise that: what is emitted while its
 * subscriber cancels may be dropped without a trace (reactor-core #3695).
 *
 * <p>One instance per subscription.
 */
final class OwnedRequest implements WriteWatch {
    private static final Logger LOG = LoggerFactory.getLogger("fluxfill.cancel");
    private static final Logger LIFE = LoggerFactory.getLogger("fluxfill.poll");
    static final Duration CANCEL_LIMIT = Duration.ofSeconds(5);

    private enum Stage {
        /** Nothing was written, or what was written has been refused. */
        IDLE,
        /** Bytes may have left, and no answer came. */
        SENDING,
        /** Bytes have left, no answer will come, and the caller is about to be told. */
        LOST,
        /** fal accepted it, and it is ours. */
        OWNED,
        /** Somebody else has it, or it has ended. */
        SETTLED,
        /** The caller left first. */
        ABANDONED
    }

    /** What its caller is told belongs to it when it was not the caller who left. */
    private record State(
            Stage stage,
            @Nullable RequestHandle handle,
            @Nullable ClientClosedException told) {
        static final State IDLE = new State(Stage.IDLE);
        static final State SENDING = new State(Stage.SENDING);
        static final State LOST = new State(Stage.LOST);
        static final State SETTLED = new State(Stage.SETTLED);
        static final State ABANDONED = new State(Stage.ABANDONED);

        State(Stage stage) {
            this(stage, null, null);
        }
    }

    private final FalClient client;
    private final Canceller canceller;
    private final RequestHooks hooks;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final CompletableFuture<@Nullable RequestHandle> answer = new CompletableFuture<>();
    private final AtomicReference<@Nullable Subscription> exchange = new AtomicReference<>();
    private volatile boolean isDelivered;
    private volatile @Nullable String why;
    private volatile ContextView context = Context.empty();

    OwnedRequest(FalClient client, Canceller canceller, RequestHooks hooks) {
        this.client = client;
        this.canceller = canceller;
        this.hooks = hooks;
    }

    /** Sends the submit. Unlike an ordinary publisher it outlives its subscriber once bytes have left. */
    Mono<RequestHandle> submit(Mono<HttpReply<RequestHandle>> submit) {
        return new Mono<RequestHandle>() {
            @Override
            public void subscribe(CoreSubscriber<? super RequestHandle> subscriber) {
                context = subscriber.currentContext();
                submit.subscribe(new Submitting(subscriber));
            }
        };
    }

    /** Makes the custody end when the value arrives: to be the last operator of what the caller gets. */
    <T> Mono<T> until(Mono<T> delivery) {
        return HandOver.of(delivery, this);
    }

    /** Makes the custody end when the result arrives: to be the last operator of what the caller gets. */
    <O> Flux<QueueUpdate<O>> until(Flux<QueueUpdate<O>> delivery) {
        return HandOver.of(delivery, this);
    }

    /**
     * Leaves at once when the deadline passes: what comes behind may hold its error back until somebody asks, and the
     * request would run on until then.
     */
    <T> Flux<T> untilDeadline(Flux<T> following) {
        return following.doOnError(OwnedRequest::isDeadline, error -> abandon(CancelReason.DEADLINE));
    }

    @Override
    public boolean beforeWrite() {
        return state.compareAndSet(State.IDLE, State.SENDING) || current().stage() == Stage.SENDING;
    }

    @Override
    public void refused(FalException why) {
        hooks.refused(why);
        if (!state.compareAndSet(State.SENDING, State.IDLE) && current().stage() == Stage.ABANDONED) {
            hooks.nothingAccepted();
            // Nothing is left to wait for, and the wait before the next attempt would hold a permit for nobody.
            answer.complete(null);
            giveUpExchange();
        }
    }

    private void giveUpExchange() {
        Subscription current = exchange.getAndSet(Operators.cancelledSubscription());
        if (current != null) {
            current.cancel();
        }
    }

    private boolean accepted(RequestHandle handle) {
        State owned = new State(Stage.OWNED, handle, null);
        boolean isOurs = state.compareAndSet(State.SENDING, owned) || state.compareAndSet(State.IDLE, owned);
        if (isOurs) {
            client.metrics().requestAccepted();
        }
        LIFE.debug("{}: accepted{}", handle, isOurs ? "" : " after its caller had left");
        answer.complete(handle);
        return isOurs;
    }

    /** Whether somebody is left who wants to know. */
    private boolean failedToSubmit(Throwable error) {
        boolean isAbandoned;
        if (error instanceof FalException lost && !lost.isSafeToResubmit()) {
            why = lost.getMessage();
            // What meets a caller who is just leaving is dropped; so either he is told, or the log is.
            isAbandoned =
                    !state.compareAndSet(State.SENDING, State.LOST) && current().stage() == Stage.ABANDONED;
            if (isAbandoned) {
                lost();
            }
        } else {
            isAbandoned = current().stage() == Stage.ABANDONED;
            if (error instanceof FalException) {
                // Also to who is still there: the error may meet a caller who is just leaving, and be dropped.
                hooks.nothingAccepted();
            }
        }
        answer.complete(null);
        return !isAbandoned;
    }

    /** However its answer got lost, a request may be running that nobody can cancel. */
    private void lost() {
        client.metrics().cancelFailed(CancelReason.LATE);
        LOG.warn("A submit was abandoned while it was sent, and what it made is unknown: {}", why);
    }

    private State current() {
        return Objects.requireNonNull(state.get());
    }

    /** Whether the caller gets the result now, and with it the request. */
    boolean deliver() {
        RequestHandle handle = settle();
        if (handle != null) {
            LIFE.debug("{}: handed over to its caller", handle);
            isDelivered = true;
        }
        return handle != null;
    }

    /** What was owned until now, if anything was. */
    private @Nullable RequestHandle settle() {
        State current = current();
        if (current.stage() != Stage.OWNED || !state.compareAndSet(current, State.SETTLED)) {
            return null;
        }
        client.metrics().requestLeft();
        return current.handle();
    }

    boolean isDelivered() {
        return isDelivered;
    }

    /** Of a request that is ours now; null if it is not, or not any more. */
    @Nullable
    RequestHandle handle() {
        return current().handle();
    }

    boolean isAbandoned() {
        return current().stage() == Stage.ABANDONED;
    }

    /** What the caller of an abandoned request is told; null if it was the caller who left, or whoever abandoned it tells. */
    @Nullable
    ClientClosedException told() {
        return current().told();
    }

    /** The caller is being told that it ended so. */
    void failed(Throwable error) {
        if (isDeadline(error)) {
            abandon(CancelReason.DEADLINE);
        } else if (!state.compareAndSet(State.LOST, State.SETTLED)) {
            // It ended at fal, or following it gave up: then it is most likely fine, and its handle is in the error.
            RequestHandle handle = settle();
            if (handle != null) {
                LIFE.debug("{}: ended with {}, and is not cancelled", handle, error.toString());
            }
        }
    }

    private static boolean isDeadline(Throwable error) {
        return error instanceof DeadlineExceededException late
                // What fal itself did not start in time has ended there.
                && late.deadline() != DeadlineExceededException.Deadline.START;
    }

    /** The caller is gone. Does its work once, and only if something is left to do. */
    void abandon() {
        abandon(CancelReason.ABANDONED);
    }

    /**
     * Leaves because the client is being closed.
     *
     * @return what the caller is told, or null if somebody else has the request, or it has ended
     */
    @Nullable
    ClientClosedException close() {
        State left = leave(current -> new State(Stage.ABANDONED, null, told(current)), CancelReason.CLOSED);
        return isOver(left) ? null : current().told();
    }

    private static @Nullable ClientClosedException told(State left) {
        return switch (left.stage()) {
            case IDLE -> closed("The request was not submitted", FalException.Origin.LOCAL);
            case SENDING, LOST ->
                closed(
                        "The submit was abandoned while it was sent, and what it makes is left behind as its queue says",
                        new FalException.Origin(null, null, false));
            case OWNED -> {
                RequestHandle handle = Objects.requireNonNull(left.handle());
                yield closed(handle + " was abandoned", FalException.Origin.of(handle));
            }
            case SETTLED, ABANDONED -> null;
        };
    }

    private static ClientClosedException closed(String what, FalException.Origin origin) {
        return new ClientClosedException(what + ", because the client is being closed.", origin, null);
    }

    private void abandon(CancelReason reason) {
        var unused = leave(any -> State.ABANDONED, reason);
    }

    private static boolean isOver(State state) {
        return state.stage() == Stage.SETTLED || state.stage() == Stage.ABANDONED;
    }

    private State leave(UnaryOperator<State> abandoned, CancelReason reason) {
        // Who meets somebody else's leaving is done at once: whoever waits for the cancel must not miss it meanwhile.
        return isOver(current()) ? current() : client.compensations().during(() -> leaveFirst(abandoned, reason));
    }

    private State leaveFirst(UnaryOperator<State> abandoned, CancelReason reason) {
        State left = Objects.requireNonNull(
                state.getAndUpdate(current -> isOver(current) ? current : abandoned.apply(current)));
        switch (left.stage()) {
            case IDLE -> {
                hooks.nothingAccepted();
                giveUpExchange();
            }
            case LOST -> lost();
            case SENDING ->
                compensate(Mono.fromFuture(() -> answer, true)
                        .flatMap(handle -> canceller.cancel(handle, CancelReason.LATE)));
            case OWNED -> {
                client.metrics().requestLeft();
                compensate(Mono.justOrEmpty(left.handle()).flatMap(handle -> canceller.cancel(handle, reason)));
            }
            case SETTLED, ABANDONED -> {}
        }
        return left;
    }

    private void compensate(Mono<Void> work) {
        client.compensations().start(work, context);
    }

    /**
     * The exchange of the submit. No operator of Reactor's lives on behind its subscriber, and this has to: the answer of
     * a submit that is on the wire is wanted, whoever has left.
     */
    private final class Submitting extends Operators.MonoSubscriber<HttpReply<RequestHandle>, RequestHandle> {
        /** The reply is the end: what it brings about may dispose of the client, and break the exchange behind it. */
        private boolean isOver;

        Submitting(CoreSubscriber<? super RequestHandle> subscriber) {
            super(subscriber);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // the mark of a cancel is a constant
        public void onSubscribe(Subscription begun) {
            actual.onSubscribe(this);
            if (exchange.compareAndSet(null, begun)) {
                begun.request(Long.MAX_VALUE);
            } else {
                begun.cancel();
                if (exchange.get() != Operators.cancelledSubscription()) {
                    actual.onError(new IllegalStateException("a request is submitted once"));
                }
            }
        }

        @Override
        public void onNext(HttpReply<RequestHandle> reply) {
            isOver = true;
            if (accepted(reply.body())) {
                complete(reply.body());
            }
        }

        @Override
        public void onComplete() {
            if (!isOver) {
                onError(new IllegalStateException("the submit got no answer"));
            }
        }

        @Override
        public void onError(Throwable error) {
            if (isOver) {
                return;
            }
            isOver = true;
            if (failedToSubmit(error) && !isCancelled()) {
                actual.onError(error);
            }
        }
    }

    /** Cancels a request at fal as the options say. Bounds itself in time, reports its own errors, and never fails. */
    interface Canceller {
        Mono<Void> cancel(RequestHandle handle, CancelReason reason);
    }
}
