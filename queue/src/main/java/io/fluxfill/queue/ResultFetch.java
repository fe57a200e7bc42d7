package io.fluxfill.queue;

import io.fluxfill.queue.QueueStatus.State;
import io.fluxfill.queue.QueueUpdate.Completed;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Fetches the result as soon as the status says that there is one. The statuses may end meanwhile, as a stream does whose
 * connection is to be used again; if they have not when the result is there, they are cancelled.
 */
final class ResultFetch<O> extends Operators.MonoSubscriber<QueueStatus, Completed<O>> {
    private final Function<QueueStatus, Mono<Completed<O>>> fetch;
    private final Fetching fetching = new Fetching();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private @Nullable Subscription statuses;
    private boolean isFetching;
    private volatile boolean haveEnded;

    private ResultFetch(
            CoreSubscriber<? super Completed<O>> subscriber, Function<QueueStatus, Mono<Completed<O>>> fetch) {
        super(subscriber);
        this.fetch = fetch;
    }

    /** The result behind statuses; empty if they end without a completed one. */
    static <O> Mono<Completed<O>> of(Flux<QueueStatus> statuses, Function<QueueStatus, Mono<Completed<O>>> fetch) {
        return new Mono<Completed<O>>() {
            @Override
            public void subscribe(CoreSubscriber<? super Completed<O>> subscriber) {
                statuses.subscribe(new ResultFetch<>(subscriber, fetch));
            }
        };
    }

    @Override
    public void onSubscribe(Subscription statuses) {
        this.statuses = statuses;
        actual.onSubscribe(this);
        statuses.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(QueueStatus status) {
        if (!isFetching && status.state() == State.COMPLETED) {
            isFetching = true;
            Mono<Completed<O>> result;
            try {
                result = fetch.apply(status);
            } catch (RuntimeException e) {
                result = Mono.error(e);
            }
            result.subscribe(fetching);
        }
    }

    @Override
    public void onComplete() {
        haveEnded = true;
        if (!isFetching && isOver.compareAndSet(false, true)) {
            actual.onComplete();
        }
    }

    @Override
    public void onError(Throwable error) {
        haveEnded = true;
        if (isOver.compareAndSet(false, true)) {
            fetching.cancel();
            actual.onError(error);
        }
    }

    @Override
    public void cancel() {
        super.cancel();
        if (isOver.compareAndSet(false, true)) {
            cancelStatuses();
            fetching.cancel();
        }
    }

    private void cancelStatuses() {
        Subscription current = statuses;
        if (current != null && !haveEnded) {
            current.cancel();
        }
    }

    /** The call for the result. */
    private final class Fetching extends BaseSubscriber<Completed<O>> {
        @Override
        public Context currentContext() {
            return actual().currentContext();
        }

        @Override
        protected void hookOnNext(Completed<O> completed) {
            if (isOver.compareAndSet(false, true)) {
                cancelStatuses();
                complete(completed);
            }
        }

        @Override
        protected void hookOnComplete() {
            if (isOver.compareAndSet(false, true)) {
                cancelStatuses();
                actual().onComplete();
            }
        }

        @Override
        protected void hookOnError(Throwable error) {
            if (isOver.compareAndSet(false, true)) {
                cancelStatuses();
                actual().onError(error);
            }
        }
    }
}
