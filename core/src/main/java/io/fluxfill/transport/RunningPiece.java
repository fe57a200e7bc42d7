package io.fluxfill.transport;

import io.fluxfill.error.ClientClosedException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
    private final Supplier<? extends @Nullable ClientClosedException> leave;
    private final Consumer<RunningPiece<?>> ended;
    private final boolean isCounted;
    private final boolean isMono;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private @Nullable Subscription work;
    private volatile boolean hasBegun;
    private volatile boolean isToEnd;

    /**
     * A piece that has not begun.
     *
     * @param owner the key under which what is within finds it in its context
     * @param isCounted whether it is waited for
     * @param isMono whether the first value is the end
     * @param leave what {@link RunningWork#admit} says of it
     * @param ended is told once, when this is over
     */
    RunningPiece(
            CoreSubscriber<? super T> subscriber,
            RunningWork owner,
            boolean isCounted,
            boolean isMono,
            Supplier<? extends @Nullable ClientClosedException> leave,
            Consumer<RunningPiece<?>> ended) {
        // Who ends it may meet a value on its way.
        this.subscriber = Operators.serialize(subscriber);
        this.isCounted = isCounted;
        this.isMono = isMono;
        this.leave = leave;
        this.ended = ended;
        context = subscriber.currentContext().put(owner, this);
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
            finish(() -> subscriber.onError(told));
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
            finish(() -> {
                subscriber.onNext(value);
                subscriber.onComplete();
            });
        }
    }

    @Override
    public void onComplete() {
        if (isOver.compareAndSet(false, true)) {
            finish(subscriber::onComplete);
        }
    }

    @Override
    public void onError(Throwable error) {
        if (isOver.compareAndSet(false, true)) {
            finish(() -> subscriber.onError(error));
        }
    }

    /** A subscriber that throws must not stay counted for ever. */
    private void finish(Runnable signal) {
        try {
            signal.run();
        } finally {
            ended.accept(this);
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
            ended.accept(this);
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // as it is declared
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
