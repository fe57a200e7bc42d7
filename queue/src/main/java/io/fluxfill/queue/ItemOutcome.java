package io.fluxfill.queue;

import io.fluxfill.queue.QueueUpdate.Completed;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;

/** Makes a value of however the request of an item ends, and lets go of what the item holds. */
final class ItemOutcome<K, O> extends Operators.MonoSubscriber<Completed<O>, Outcome<K, O>> {
    private final FanOutItem<K> item;
    private final Function<Completed<O>, Outcome<K, O>> success;
    private final Function<Throwable, Outcome<K, O>> failure;
    private @Nullable Subscription request;
    private boolean isKnown;

    private ItemOutcome(
            CoreSubscriber<? super Outcome<K, O>> subscriber,
            FanOutItem<K> item,
            Function<Completed<O>, Outcome<K, O>> success,
            Function<Throwable, Outcome<K, O>> failure) {
        super(subscriber);
        this.item = item;
        this.success = success;
        this.failure = failure;
    }

    static <K, O> Mono<Outcome<K, O>> of(
            Mono<Completed<O>> request,
            FanOutItem<K> item,
            Function<Completed<O>, Outcome<K, O>> success,
            Function<Throwable, Outcome<K, O>> failure) {
        return new MonoOperator<Completed<O>, Outcome<K, O>>(request) {
            @Override
            public void subscribe(CoreSubscriber<? super Outcome<K, O>> subscriber) {
                source.subscribe(new ItemOutcome<>(subscriber, item, success, failure));
            }
        };
    }

    @Override
    public void onSubscribe(Subscription request) {
        this.request = request;
        actual.onSubscribe(this);
        request.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Completed<O> completed) {
        isKnown = true;
        item.succeeded(completed);
        complete(success.apply(completed));
    }

    @Override
    public void onComplete() {
        if (!isKnown) {
            actual.onComplete();
        }
        item.left();
    }

    @Override
    public void onError(Throwable error) {
        complete(failure.apply(error));
        item.left();
    }

    @Override
    public void cancel() {
        super.cancel();
        Subscription current = request;
        if (current != null) {
            current.cancel();
        }
        item.left();
    }
}
