package io.fluxfill.queue;

import io.fluxfill.error.AccountBlockedException;
import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.FalException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One subscription to a fan-out: admits items by demand, until something makes admitting more of them pointless. */
final class FanOutRun {
    private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();
    private final AtomicReference<@Nullable MonoSink<Void>> admission = new AtomicReference<>();

    private FanOutRun() {}

    /**
     * Works on items.
     *
     * @param work what is done with one; it never fails
     * @param outcome the outcome that a value of it brings, or null
     */
    static <K, U> Flux<U> of(
            Publisher<? extends K> items,
            int maxInFlight,
            Function<? super K, ? extends Publisher<U>> work,
            Function<? super U, ? extends @Nullable Outcome<?, ?>> outcome) {
        return Flux.defer(() -> {
            FanOutRun run = new FanOutRun();
            return Flux.<K>from(items)
                    .onErrorResume(error -> {
                        run.stop(error);
                        return Flux.empty();
                    })
                    .takeUntilOther(run.stopped())
                    .flatMap(
                            item -> Flux.from(work.apply(item)).doOnNext(value -> run.observe(outcome.apply(value))),
                            maxInFlight,
                            1)
                    .concatWith(Mono.defer(run::end));
        });
    }

    /** A key that is refused is refused for every further item too. */
    private void observe(@Nullable Outcome<?, ?> outcome) {
        if (outcome instanceof Outcome.Failed<?, ?> failed && failed.handle() == null) {
            FalException error = failed.error();
            if (error instanceof AuthenticationException || error instanceof AccountBlockedException) {
                stop(error);
            }
        }
    }

    private void stop(Throwable error) {
        cause.compareAndSet(null, error);
        MonoSink<Void> sink = admission.get();
        if (sink != null) {
            sink.success();
        }
    }

    private Mono<Void> stopped() {
        return Mono.create(sink -> {
            admission.set(sink);
            if (cause.get() != null) {
                sink.success();
            }
        });
    }

    private <U> Mono<U> end() {
        Throwable error = cause.get();
        return error == null ? Mono.empty() : Mono.error(error);
    }
}
