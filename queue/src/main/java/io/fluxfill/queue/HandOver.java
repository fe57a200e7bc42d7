package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.TransportException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.util.context.Context;

/**
 * The last operator of what the caller of an owned request gets: it ends the custody when the result passes, and tells the
 * custody that the caller has left. It is one operator, and not a chain of four, because who has left must hear nothing
 * more: the cancel that is sent for him may be answered before his leaving has gone all the way up.
 */
final class HandOver<T> implements CoreSubscriber<T>, Subscription, Scannable {
    private final CoreSubscriber<? super T> caller;
    private final OwnedRequest owned;
    private final Predicate<? super T> isResult;
    private @Nullable Subscription delivery;
    private volatile boolean callerLeft;

    private HandOver(CoreSubscriber<? super T> caller, OwnedRequest owned, Predicate<? super T> isResult) {
        this.caller = caller;
        this.owned = owned;
        this.isResult = isResult;
    }

    static <T> Mono<T> of(Mono<T> delivery, OwnedRequest owned) {
        return new MonoOperator<T, T>(delivery) {
            @Override
            public void subscribe(CoreSubscriber<? super T> caller) {
                source.subscribe(new HandOver<>(caller, owned, value -> true));
            }
        };
    }

    static <O> Flux<QueueUpdate<O>> of(Flux<QueueUpdate<O>> delivery, OwnedRequest owned) {
        return new FluxOperator<QueueUpdate<O>, QueueUpdate<O>>(delivery) {
            @Override
            public void subscribe(CoreSubscriber<? super QueueUpdate<O>> caller) {
                source.subscribe(new HandOver<QueueUpdate<O>>(caller, owned, QueueUpdate::isCompleted));
            }
        };
    }

    @Override
    public Context currentContext() {
        return caller.currentContext();
    }

    @Override
    public void onSubscribe(Subscription delivery) {
        this.delivery = delivery;
        caller.onSubscribe(this);
    }

    @Override
    public void onNext(T value) {
        // What is being cancelled must not be delivered as well.
        if (!isResult.test(value) || owned.isDelivered() || owned.deliver()) {
            caller.onNext(value);
        } else {
            request(1);
        }
    }

    /** Without a result, it ends as whoever abandoned it says. */
    @Override
    public void onComplete() {
        RequestHandle forsaken = owned.handle();
        if (forsaken != null) {
            onError(new TransportException(
                    forsaken + " was followed to no end. Watch it, to go on.",
                    true,
                    FalException.Origin.of(forsaken),
                    null));
            return;
        }
        if (owned.isDelivered() || !owned.isAbandoned()) {
            caller.onComplete();
            return;
        }
        ClientClosedException told = owned.told();
        if (told != null) {
            onError(told);
        }
    }

    @Override
    public void onError(Throwable error) {
        owned.failed(error);
        // Whichever was first: an error that came before the leaving holds the handle, and nobody else does then.
        if (!callerLeft || !owned.isAbandoned()) {
            caller.onError(error);
        }
    }

    @Override
    public void request(long n) {
        Subscription current = delivery;
        if (current != null) {
            current.request(n);
        }
    }

    @Override
    public void cancel() {
        callerLeft = true;
        owned.abandon();
        Subscription current = delivery;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    @SuppressWarnings({"rawtypes", "ReferenceEquality"}) // as it is declared; its keys are constants
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return delivery;
        }
        if (key == Attr.ACTUAL) {
            return caller;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
    }
}
