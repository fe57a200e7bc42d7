package io.fluxfill.queue;

import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.SharedTimeout;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.util.context.Context;

/** What one open stream says, until it ends, or has been open for long enough. */
final class StreamedStatuses implements CoreSubscriber<ServerEvent>, Subscription, Scannable, Runnable {
    private final CoreSubscriber<? super QueueStatus> subscriber;
    private final SharedTimeout longest;
    private final Watcher watcher;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private boolean isGiving;
    private boolean isTooLong;
    private volatile Disposable limit = Disposables.disposed();
    private @Nullable Subscription stream;

    private StreamedStatuses(CoreSubscriber<? super QueueStatus> subscriber, SharedTimeout longest, Watcher watcher) {
        this.subscriber = subscriber;
        this.longest = longest;
        this.watcher = watcher;
    }

    /**
     * The statuses of a stream.
     *
     * @param longest how long it may be open; then it completes
     */
    static Flux<QueueStatus> of(Flux<ServerEvent> stream, SharedTimeout longest, Watcher watcher) {
        return new FluxOperator<ServerEvent, QueueStatus>(stream) {
            @Override
            public void subscribe(CoreSubscriber<? super QueueStatus> subscriber) {
                source.subscribe(new StreamedStatuses(subscriber, longest, watcher));
            }
        };
    }

    /** Reads what a stream says, and is told how it ends. */
    interface Watcher {
        /** What an event says; null if nobody needs it any more. */
        @Nullable
        QueueStatus read(ServerEvent event);

        /** It has ended, in good order or too early. */
        void ended();

        /** It failed, which is an end too if nothing is returned. */
        @Nullable
        Throwable failed(Throwable error);
    }

    @Override
    public Context currentContext() {
        return subscriber.currentContext();
    }

    @Override
    public void onSubscribe(Subscription stream) {
        this.stream = stream;
        subscriber.onSubscribe(this);
        limit = longest.begin(this);
        if (isOver.get()) {
            limit.dispose();
        }
    }

    /** What is read is given before the limit can end it: a status that is known and not given would be lost. */
    @Override
    public void onNext(ServerEvent event) {
        synchronized (watcher) {
            if (isOver.get()) {
                return;
            }
            isGiving = true;
        }
        try {
            QueueStatus status = watcher.read(event);
            if (status == null) {
                request(1);
            } else {
                subscriber.onNext(status);
            }
        } catch (RuntimeException | Error e) {
            Exceptions.throwIfFatal(e);
            cancelStream();
            onError(e);
            return;
        }
        boolean isDue;
        synchronized (watcher) {
            isGiving = false;
            isDue = isTooLong;
        }
        if (isDue) {
            run();
        }
    }

    @Override
    public void onComplete() {
        if (isOver.compareAndSet(false, true)) {
            limit.dispose();
            watcher.ended();
            subscriber.onComplete();
        }
    }

    @Override
    public void onError(Throwable error) {
        if (isOver.compareAndSet(false, true)) {
            limit.dispose();
            Throwable told = watcher.failed(error);
            if (told == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(told);
            }
        }
    }

    /** It has been open for long enough. */
    @Override
    public void run() {
        synchronized (watcher) {
            if (isGiving) {
                isTooLong = true;
                return;
            }
            if (!isOver.compareAndSet(false, true)) {
                return;
            }
        }
        cancelStream();
        watcher.ended();
        subscriber.onComplete();
    }

    @Override
    public void request(long n) {
        Subscription current = stream;
        if (current != null) {
            current.request(n);
        }
    }

    @Override
    public void cancel() {
        if (isOver.compareAndSet(false, true)) {
            limit.dispose();
            cancelStream();
        }
    }

    private void cancelStream() {
        Subscription current = stream;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    @SuppressWarnings({"rawtypes", "ReferenceEquality"}) // as it is declared; its keys are constants
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return stream;
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
