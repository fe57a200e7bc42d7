package io.fluxfill.transport;

import io.fluxfill.error.ClientClosedException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One subscription to work that is counted: it passes everything on, and ends when it is told to. Its count goes down
 * behind the end that its subscriber sees: what follows that may begin where this ends.
 */
final class RunningPiece<T> implements CoreSubscriber<T>, Subscription, Scannable {
    private final CoreSubscriber<? super T> subscriber;
    private final Context context;
    private final RunningWork owner;
    private final @Nullable RunningPiece<?> outer;
    private final Supplier<? extends @Nullable ClientClosedException> leave;
    private final boolean isCounted;
    private final boolean isMono;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private @Nullable Subscription work;
    private volatile boolean hasBegun;
    private volatile boolean isToEnd;

    /**
     * A piece that has not begun.
     *
     * @param owner is told once, when this is over
     * @param isCounted whether it is waited for
     * @param isMono whether the first value is the end
     * @param leave what {@link RunningWork#admit} says of it
     */
    RunningPiece(
            CoreSubscriber<? super T> subscriber,
            RunningWork owner,
            boolean isCounted,
            boolean isMono,
            Supplier<? extends @Nullable ClientClosedException> leave) {
        // Who ends it may meet a value on its way; the one value of a Mono ends it, too.
        this.subscriber = isMono ? subscriber : Operators.serialize(subscriber);
        this.owner = owner;
        this.isCounted = isCounted;
        this.isMono = isMono;
        this.leave = leave;
        Context around = subscriber.currentContext();
        outer = RunningWork.around(around);
        context = RunningWork.within(this, around);
    }

    boolean isWithin(RunningWork work) {
        return owner == work || (outer != null && outer.isWithin(work));
    }

    boolean isCounted() {
        return isCounted;
    }

    /** Ends it now, or as soon as it begins, unless it has just ended by itself. */
    void end() {
        isToEnd = true;
        if (hasBegun) {
            endNow();
        }
    }

    private void endNow() {
        if (isOver.get()) {
            return;
        }
        ClientClosedException told = leave.get();
        if (told != null && isOver.compareAndSet(false, true)) {
            cancelWork();
            fail(told);
        }
    }

    private void cancelWork() {
        Subscription current = work;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription work) {
        this.work = work;
        subscriber.onSubscribe(this);
        hasBegun = true;
        if (isToEnd) {
            endNow();
        }
    }

    @Override
    public void onNext(T value) {
        if (!isMono) {
            if (!isOver.get()) {
                subscriber.onNext(value);
            }
        } else if (isOver.compareAndSet(false, true)) {
            // A subscriber that throws must not stay counted for ever, here and below.
            try {
                subscriber.onNext(value);
                subscriber.onComplete();
            } finally {
                owner.left(this);
            }
        }
    }

    @Override
    public void onComplete() {
        if (isOver.compareAndSet(false, true)) {
            try {
                subscriber.onComplete();
            } finally {
                owner.left(this);
            }
        }
    }

    @Override
    public void onError(Throwable error) {
        if (isOver.compareAndSet(false, true)) {
            fail(error);
        }
    }

    private void fail(Throwable error) {
        try {
            subscriber.onError(error);
        } finally {
            owner.left(this);
        }
    }

    @Override
    public void request(long n) {
        Subscription current = work;
        if (current != null) {
            current.request(n);
        }
    }

    @Override
    public void cancel() {
        if (isOver.compareAndSet(false, true)) {
            cancelWork();
            owner.left(this);
        }
    }

    @Override
    @SuppressWarnings({"rawtypes", "ReferenceEquality"}) // as it is declared; its keys are constants
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return work;
        }
        if (key == Attr.ACTUAL) {
            return subscriber;
        }
        if (key == Attr.TERMINATED) {
            return isOver.get();
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
    }
}
