package io.fluxfill.transport;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * The events of a stream's bytes. Who asks for all of them gets each as it comes; for who asks for some, bytes are only
 * asked for when there is no event left to give. What was complete is given before what went wrong behind it.
 */
final class DecodedEvents implements CoreSubscriber<byte[]>, Subscription, Scannable {
    private final CoreSubscriber<? super ServerEvent> subscriber;
    private final EventDecoder decoder;
    private final Supplier<? extends Throwable> tooLarge;
    private final AtomicLong requested = new AtomicLong();
    /** Above zero while somebody gives what is pending; who comes meanwhile only counts. */
    private final AtomicInteger drains = new AtomicInteger();

    private @Nullable Subscription content;
    private @Nullable Throwable error;
    /** Null for who has asked for all of them. */
    private volatile @Nullable Queue<ServerEvent> pending;

    private volatile boolean isUnbounded;
    private volatile boolean isAsked;
    private volatile boolean hasEnded;
    private volatile boolean isOver;

    private DecodedEvents(
            CoreSubscriber<? super ServerEvent> subscriber,
            EventDecoder decoder,
            Supplier<? extends Throwable> tooLarge) {
        this.subscriber = subscriber;
        this.decoder = decoder;
        this.tooLarge = tooLarge;
    }

    /**
     * Decodes a stream.
     *
     * @param limit the largest event in bytes
     * @param tooLarge the error of a larger one
     */
    static Flux<ServerEvent> of(Flux<byte[]> content, int limit, Supplier<? extends Throwable> tooLarge) {
        return new Flux<ServerEvent>() {
            @Override
            public void subscribe(CoreSubscriber<? super ServerEvent> subscriber) {
                content.subscribe(new DecodedEvents(subscriber, new EventDecoder(limit), tooLarge));
            }
        };
    }

    @Override
    public Context currentContext() {
        return subscriber.currentContext();
    }

    @Override
    public void onSubscribe(Subscription content) {
        this.content = content;
        subscriber.onSubscribe(this);
    }

    @Override
    public void onNext(byte[] bytes) {
        if (hasEnded) {
            return;
        }
        List<ServerEvent> events = decoder.decode(bytes);
        Queue<ServerEvent> queue = pending;
        if (queue == null) {
            events.forEach(this::give);
        } else {
            queue.addAll(events);
        }
        if (decoder.isOverflown()) {
            cancelContent();
            end(tooLarge.get());
        } else if (queue != null) {
            isAsked = false;
            drain();
        }
    }

    private void give(ServerEvent event) {
        if (!isOver) {
            subscriber.onNext(event);
        }
    }

    @Override
    public void onComplete() {
        end(null);
    }

    @Override
    public void onError(Throwable error) {
        end(error);
    }

    private void end(@Nullable Throwable error) {
        if (!hasEnded) {
            this.error = error;
            hasEnded = true;
            drain();
        }
    }

    @Override
    public void request(long n) {
        if (!Operators.validate(n)) {
            return;
        }
        boolean isFirst = requested.getAndAccumulate(n, Operators::addCap) == 0 && pending == null;
        if (isFirst && n == Long.MAX_VALUE) {
            isUnbounded = true;
            askFor(n);
        } else if (!isUnbounded) {
            if (isFirst) {
                pending = Queues.<ServerEvent>unbounded(8).get();
            }
            drain();
        }
    }

    @Override
    public void cancel() {
        isOver = true;
        cancelContent();
    }

    private void askFor(long n) {
        Subscription current = content;
        if (current != null) {
            current.request(n);
        }
    }

    private void cancelContent() {
        Subscription current = content;
        if (current != null) {
            current.cancel();
        }
    }

    private void drain() {
        if (drains.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            giveOnDemand();
            missed = drains.addAndGet(-missed);
        } while (missed != 0);
    }

    private void giveOnDemand() {
        Queue<ServerEvent> queue = pending;
        long demand = requested.get();
        long given = 0;
        // Looked at first: behind the end nothing is added.
        boolean noneFollows = hasEnded;
        if (queue != null) {
            while (given < demand && !isOver) {
                ServerEvent event = queue.poll();
                if (event == null) {
                    break;
                }
                subscriber.onNext(event);
                given++;
            }
            if (given > 0 && demand != Long.MAX_VALUE) {
                requested.addAndGet(-given);
            }
        }
        if (isOver) {
            return;
        }
        if (queue == null || queue.isEmpty()) {
            if (noneFollows) {
                finish();
            } else if (queue != null && given < demand && !isAsked) {
                isAsked = true;
                askFor(1);
            }
        }
    }

    private void finish() {
        isOver = true;
        Throwable cause = error;
        if (cause == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(cause);
        }
    }

    @Override
    @SuppressWarnings({"rawtypes", "ReferenceEquality"}) // as it is declared; its keys are constants
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return content;
        }
        if (key == Attr.ACTUAL) {
            return subscriber;
        }
        if (key == Attr.TERMINATED) {
            return isOver;
        }
        if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return requested.get();
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
    }
}
