package io.fluxfill.transport;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * An exchange that gives its answer bit by bit. It is cancelled where its connection lives. Of who has left nothing is
 * kept, and nothing is told: an exchange that is cancelled may still fail.
 */
final class OpenExchange<T> implements CoreSubscriber<T>, Subscription, Scannable {
    private final CoreSubscriber<? super T> subscriber;
    private final ConnectionLoop loop;
    private final UnaryOperator<Throwable> fault;
    private final Runnable closed;
    private final Context context;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private @Nullable Subscription exchange;

    private OpenExchange(
            CoreSubscriber<? super T> subscriber,
            ConnectionLoop loop,
            UnaryOperator<Throwable> fault,
            Runnable closed) {
        this.subscriber = subscriber;
        this.loop = loop;
        this.fault = fault;
        this.closed = closed;
        // Looked up once: an exchange is asked for it again and again, and it is a long way down.
        context = RunningWork.without(subscriber.currentContext());
    }

    /**
     * Stands between an exchange and who receives it.
     *
     * @param loop where to cancel it
     * @param fault what its failures mean
     * @param closed run once, when it is over, before anybody hears of that
     */
    static <T> Flux<T> of(Flux<T> exchange, ConnectionLoop loop, UnaryOperator<Throwable> fault, Runnable closed) {
        return new Flux<T>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> subscriber) {
                exchange.subscribe(new OpenExchange<>(subscriber, loop, fault, closed));
            }
        };
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription exchange) {
        this.exchange = exchange;
        subscriber.onSubscribe(this);
    }

    @Override
    public void onNext(T part) {
        subscriber.onNext(part);
    }

    @Override
    public void onComplete() {
        if (isOver.compareAndSet(false, true)) {
            closed.run();
            subscriber.onComplete();
        }
    }

    @Override
    public void onError(Throwable error) {
        if (isOver.compareAndSet(false, true)) {
            closed.run();
            subscriber.onError(fault.apply(error));
        }
    }

    @Override
    public void request(long n) {
        Subscription current = exchange;
        if (current != null) {
            current.request(n);
        }
    }

    @Override
    public void cancel() {
        Subscription current = exchange;
        if (isOver.compareAndSet(false, true) && current != null) {
            loop.cancel(current);
            closed.run();
        }
    }

    @Override
    @SuppressWarnings({"rawtypes", "ReferenceEquality"}) // as it is declared; its keys are constants
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return exchange;
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
