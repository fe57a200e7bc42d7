package io.fluxfill.transport;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Passes on what succeeds at once, as nearly everything does: only what fails meets the machinery of retries. */
final class FirstAttempt<T> extends Operators.MonoSubscriber<T, T> {
    private final Function<Throwable, Mono<T>> retries;
    private final Further further = new Further();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private @Nullable Subscription attempt;

    /**
     * For one subscription.
     *
     * @param retries what to do about a failure
     */
    FirstAttempt(CoreSubscriber<? super T> subscriber, Function<Throwable, Mono<T>> retries) {
        super(subscriber);
        this.retries = retries;
    }

    @Override
    public void onSubscribe(Subscription attempt) {
        this.attempt = attempt;
        actual.onSubscribe(this);
        attempt.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T reply) {
        if (isOver.compareAndSet(false, true)) {
            complete(reply);
        }
    }

    @Override
    public void onComplete() {
        if (isOver.compareAndSet(false, true)) {
            actual.onComplete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (isOver.compareAndSet(false, true)) {
            retries.apply(failure).subscribe(further);
        }
    }

    @Override
    public void cancel() {
        super.cancel();
        Subscription current = attempt;
        if (isOver.compareAndSet(false, true) && current != null) {
            current.cancel();
        }
        further.cancel();
    }

    /** The attempts that follow. */
    private final class Further extends BaseSubscriber<T> {
        private boolean hasReply;

        @Override
        public Context currentContext() {
            return actual().currentContext();
        }

        @Override
        protected void hookOnNext(T reply) {
            hasReply = true;
            FirstAttempt.this.complete(reply);
        }

        @Override
        protected void hookOnComplete() {
            if (!hasReply) {
                actual().onComplete();
            }
        }

        @Override
        protected void hookOnError(Throwable failure) {
            actual().onError(failure);
        }
    }
}
