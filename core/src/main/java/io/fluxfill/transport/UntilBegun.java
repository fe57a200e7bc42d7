package io.fluxfill.transport;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Passes on an attempt that begins to give something; one that fails before is followed by others. Nothing was given then,
 * so what follows is asked for all that was asked for until then.
 */
final class UntilBegun<T> implements CoreSubscriber<T>, Subscription, Scannable {
    private final CoreSubscriber<? super T> subscriber;
    private final Function<Throwable, Flux<T>> retries;
    private final Further further = new Further();
    private @Nullable Subscription attempt;
    private boolean hasBegun;
    private boolean hasFailed;
    private long requested;

    /**
     * For one subscription.
     *
     * @param retries what to do about an attempt that failed before it gave anything
     */
    UntilBegun(CoreSubscriber<? super T> subscriber, Function<Throwable, Flux<T>> retries) {
        this.subscriber = subscriber;
        this.retries = retries;
    }

    @Override
    public Context currentContext() {
        return subscriber.currentContext();
    }

    @Override
    public void onSubscribe(Subscription attempt) {
        this.attempt = attempt;
        subscriber.onSubscribe(this);
    }

    @Override
    public void onNext(T part) {
        hasBegun = true;
        subscriber.onNext(part);
    }

    @Override
    public void onComplete() {
        subscriber.onComplete();
    }

    @Override
    public void onError(Throwable failure) {
        if (hasBegun) {
            subscriber.onError(failure);
            return;
        }
        synchronized (further) {
            hasFailed = true;
        }
        retries.apply(failure).subscribe(further);
    }

    @Override
    public void request(long n) {
        if (!Operators.validate(n)) {
            return;
        }
        Subscription current;
        synchronized (further) {
            requested = Operators.addCap(requested, n);
            current = hasFailed ? further.begun : attempt;
        }
        if (current != null) {
            current.request(n);
        }
    }

    @Override
    public void cancel() {
        Subscription current = attempt;
        if (current != null) {
            current.cancel();
        }
        further.cancel();
    }

    @Override
    @SuppressWarnings({"rawtypes", "ReferenceEquality"}) // as it is declared; its keys are constants
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return attempt;
        }
        if (key == Attr.ACTUAL) {
            return subscriber;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
    }

    /** The attempts that follow. */
    private final class Further extends BaseSubscriber<T> {
        private @Nullable Subscription begun;

        @Override
        public Context currentContext() {
            return subscriber.currentContext();
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            long all;
            synchronized (this) {
                begun = subscription;
                all = requested;
            }
            if (all > 0) {
                subscription.request(all);
            }
        }

        @Override
        protected void hookOnNext(T part) {
            subscriber.onNext(part);
        }

        @Override
        protected void hookOnError(Throwable failure) {
            subscriber.onError(failure);
        }

        @Override
        protected void hookOnComplete() {
            subscriber.onComplete();
        }
    }
}
