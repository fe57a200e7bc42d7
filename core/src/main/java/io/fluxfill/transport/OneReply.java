package io.fluxfill.transport;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * The one reply of an exchange, given when its connection can be used for what follows. Ends
 * what takes too long. Of who has left nothing is kept, and nothing is told: an exchange that is cancelled may still fail.
 */
final class OneReply<T> extends Operators.MonoSubscriber<T, T> implements Runnable {
    private final ConnectionLoop loop;
    private final @Nullable SharedTimeout limit;
    private final UnaryOperator<Throwable> fault;
    private final Context context;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private volatile Disposable timer = Disposables.disposed();
    private @Nullable Subscription exchange;
    private @Nullable T reply;

    private OneReply(
            CoreSubscriber<? super T> subscriber,
            ConnectionLoop loop,
            @Nullable SharedTimeout limit,
            UnaryOperator<Throwable> fault,
            boolean sendsAnyWork) {
        super(subscriber);
        this.loop = loop;
        this.limit = limit;
        this.fault = fault;
        // Looked up once: an exchange is asked for it again and again, and it is a long way down.
        Context around = subscriber.currentContext();
        context = sendsAnyWork ? around : RunningWork.without(around);
    }

    @Override
    public Context currentContext() {
        return context;
    }

    /**
     * Turns an exchange into its reply.
     *
     * @param loop where to cancel it
     * @param limit how long it may take as a whole, if that is limited
     * @param fault what its failures mean
     * @param sendsAnyWork whether its body is a publisher of the caller's, which may be work of the client itself
     */
    static <T> Mono<T> of(
            Flux<T> exchange,
            ConnectionLoop loop,
            @Nullable SharedTimeout limit,
            UnaryOperator<Throwable> fault,
            boolean sendsAnyWork) {
        return new Mono<T>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> subscriber) {
                exchange.subscribe(new OneReply<>(subscriber, loop, limit, fault, sendsAnyWork));
            }
        };
    }

    @Override
    public void onSubscribe(Subscription exchange) {
        this.exchange = exchange;
        actual.onSubscribe(this);
        if (limit != null && !isOver.get()) {
            timer = limit.begin(this);
            if (isOver.get()) {
                timer.dispose();
            }
        }
        exchange.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T reply) {
        this.reply = reply;
    }

    @Override
    public void onComplete() {
        T complete = reply;
        if (complete == null) {
            onError(new IllegalStateException("there was no answer"));
        } else if (isOver.compareAndSet(false, true)) {
            timer.dispose();
            loop.next(() -> complete(complete));
        }
    }

    @Override
    public void onError(Throwable error) {
        if (isOver.compareAndSet(false, true)) {
            timer.dispose();
            actual.onError(fault.apply(error));
        }
    }

    /** It takes too long. */
    @Override
    public void run() {
        if (isOver.compareAndSet(false, true)) {
            cancelExchange();
            actual.onError(fault.apply(new Faults.CallTimeout()));
        }
    }

    @Override
    public void cancel() {
        super.cancel();
        if (isOver.compareAndSet(false, true)) {
            timer.dispose();
            cancelExchange();
        }
    }

    private void cancelExchange() {
        Subscription current = exchange;
        if (current != null) {
            loop.cancel(current);
        }
    }
}
