package io.fluxfill.queue;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends a source when something else fails. {@code takeUntilOther} alone would pass the failure on and leave the source
 * running: it cancels it only if the other completes.
 */
final class Cut {
    private Cut() {}

    /**
     * The source, until the failure.
     *
     * @param failure fails when the source is to end, or gives nothing
     * @param isTooLate whether the source has brought meanwhile what a failure must not take away
     */
    static <T> Flux<T> on(Flux<T> source, Publisher<?> failure, BooleanSupplier isTooLate) {
        return Flux.defer(() -> {
            AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();
            return source.takeUntilOther(caught(failure, cause))
                    .concatWith(Mono.defer(() -> isTooLate.getAsBoolean() ? Mono.empty() : failed(cause)));
        });
    }

    /** As {@link #on(Flux, Publisher, BooleanSupplier)}. */
    static <T> Mono<T> on(Mono<T> source, Publisher<?> failure) {
        return Mono.defer(() -> {
            AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();
            return source.takeUntilOther(caught(failure, cause)).switchIfEmpty(Mono.defer(() -> failed(cause)));
        });
    }

    private static Mono<Void> caught(Publisher<?> failure, AtomicReference<@Nullable Throwable> cause) {
        return Flux.from(failure).doOnError(cause::set).onErrorComplete().then();
    }

    private static <T> Mono<T> failed(AtomicReference<@Nullable Throwable> cause) {
        Throwable error = cause.get();
        return error == null ? Mono.empty() : Mono.error(error);
    }
}
