package io.fluxfill.transport;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Collects a body up to a limit and reads it when it is whole: where it arrived, or elsewhere if that takes its time. */
final class WholeBody<T> extends Operators.MonoSubscriber<byte[], T> {
    /** Above this, reading takes long enough to keep an event loop from its other connections. */
    private static final int LARGE = 256 << 10;

    private final BodyBuffer body;
    private final Supplier<? extends Throwable> tooLarge;
    private final Function<BodyBuffer, T> reader;
    private final Function<BodyBuffer, Mono<T>> largeReader;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final Reading reading = new Reading();
    private @Nullable Subscription content;

    private WholeBody(
            CoreSubscriber<? super T> subscriber,
            BodyBuffer body,
            Supplier<? extends Throwable> tooLarge,
            Function<BodyBuffer, T> reader,
            Function<BodyBuffer, Mono<T>> largeReader) {
        super(subscriber);
        this.body = body;
        this.tooLarge = tooLarge;
        this.reader = reader;
        this.largeReader = largeReader;
    }

    /**
     * What a body says.
     *
     * @param limit the most bytes that it may have; what is past them is not read, as nobody knows how much would come
     * @param tooLarge the error of one that has more
     * @param reader reads it at once
     * @param largeReader reads a large one where that keeps nobody waiting
     */
    static <T> Mono<T> of(
            Flux<byte[]> content,
            int limit,
            Supplier<? extends Throwable> tooLarge,
            Function<BodyBuffer, T> reader,
            Function<BodyBuffer, Mono<T>> largeReader) {
        return new Mono<T>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> subscriber) {
                content.subscribe(new WholeBody<>(subscriber, new BodyBuffer(limit), tooLarge, reader, largeReader));
            }
        };
    }

    @Override
    public void onSubscribe(Subscription content) {
        this.content = content;
        actual.onSubscribe(this);
        content.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(byte[] chunk) {
        body.add(chunk);
        if (body.isOverflown() && isOver.compareAndSet(false, true)) {
            cancelContent();
            actual.onError(tooLarge.get());
        }
    }

    @Override
    public void onComplete() {
        if (!isOver.compareAndSet(false, true)) {
            return;
        }
        if (body.size() > LARGE) {
            largeReader.apply(body).subscribe(reading);
            return;
        }
        T value;
        try {
            value = reader.apply(body);
        } catch (Throwable e) { // a decoder of the application's, in any language
            Exceptions.throwIfFatal(e);
            actual.onError(e);
            return;
        }
        complete(value);
    }

    @Override
    public void onError(Throwable error) {
        if (isOver.compareAndSet(false, true)) {
            actual.onError(error);
        }
    }

    @Override
    public void cancel() {
        super.cancel();
        if (isOver.compareAndSet(false, true)) {
            cancelContent();
        }
        reading.cancel();
    }

    private void cancelContent() {
        Subscription current = content;
        if (current != null) {
            current.cancel();
        }
    }

    /** The reading of a large one. */
    private final class Reading extends BaseSubscriber<T> {
        @Override
        public Context currentContext() {
            return actual().currentContext();
        }

        @Override
        protected void hookOnNext(T value) {
            WholeBody.this.complete(value);
        }

        @Override
        protected void hookOnError(Throwable error) {
            actual().onError(error);
        }
    }
}
