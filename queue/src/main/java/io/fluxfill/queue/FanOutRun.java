package io.fluxfill.queue;

import io.fluxfill.error.AccountBlockedException;
import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.BudgetExceededException;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.RequestCancelledException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One subscription to a fan-out: admits items by demand, until something makes admitting more of them pointless. */
final class FanOutRun<K> {
    private final FanOut<K> fanOut;
    private final InFlightLimit.@Nullable Lane lane;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();
    private final AtomicReference<@Nullable MonoSink<Void>> admission = new AtomicReference<>();
    private volatile boolean isStopped;
    private volatile boolean isPointless;

    private FanOutRun(FanOut<K> fanOut) {
        this.fanOut = fanOut;
        lane = fanOut.limit() == null ? null : fanOut.limit().lane();
    }

    /**
     * Works on items.
     *
     * @param work what is done with one; it never fails
     * @param outcome the outcome that a value of it brings, or null
     */
    static <K, U> Flux<U> of(
            Publisher<? extends K> items,
            FanOut<K> fanOut,
            BiFunction<? super K, FanOutItem<K>, ? extends Publisher<U>> work,
            Function<? super U, ? extends @Nullable Outcome<K, ?>> outcome) {
        return Flux.defer(() -> {
            FanOutRun<K> run = new FanOutRun<>(fanOut);
            return run.monitored(run.admitted(items)
                    .flatMap(key -> Flux.defer(() -> work.apply(key, run.item(key))), fanOut.maxInFlight(), 1)
                    .doOnNext(value -> run.judge(outcome.apply(value)))
                    .concatWith(Mono.defer(run::end))
                    // Before the items learn of it, one by one: the first must not make room for the next.
                    .doOnCancel(() -> run.isPointless = true));
        });
    }

    private Flux<K> admitted(Publisher<? extends K> items) {
        Flux<K> admitted = Flux.<K>from(items)
                .onErrorResume(error -> {
                    stop(error);
                    return Flux.empty();
                })
                .takeUntilOther(stopped());
        FanOutMonitor monitor = fanOut.monitor();
        return monitor == null ? admitted : admitted.doFinally(signal -> monitor.lastAdmitted());
    }

    private <U> Flux<U> monitored(Flux<U> run) {
        FanOutMonitor monitor = fanOut.monitor();
        if (monitor == null) {
            return run;
        }
        monitor.begun(fanOut.budget() != null);
        return run.doFinally(signal -> monitor.over());
    }

    private FanOutItem<K> item(K key) {
        return new FanOutItem<>(key, fanOut, this, lane);
    }

    /** A key that is refused is refused for every further item too, and a closed client stays closed. */
    void failed(FalException error) {
        boolean isRefusedKey = error.handle() == null
                && (error instanceof AuthenticationException || error instanceof AccountBlockedException);
        if (isRefusedKey || error instanceof ClientClosedException) {
            giveUp(error);
        } else if (!(error instanceof BudgetExceededException) && fanOut.isTooMany(failures.incrementAndGet())) {
            giveUp(null);
        }
    }

    private void judge(@Nullable Outcome<K, ?> outcome) {
        if (outcome == null || fanOut.stopWhen() == null) {
            return;
        }
        try {
            if (fanOut.stopWhen().test(outcome)) {
                giveUp(null);
            }
        } catch (RuntimeException e) {
            giveUp(e);
        }
    }

    /** What was admitted, and has waited until now, is not begun any more. */
    void checkGoingOn() {
        if (isPointless) {
            Throwable why = cause.get();
            throw new RequestCancelledException(
                    "The fan-out stopped before this item began"
                            + (why == null ? " (options stopAfterFailures, stopWhen). " : ": " + why + " ")
                            + "Nothing was sent.",
                    FalException.Origin.LOCAL,
                    why);
        }
    }

    private void giveUp(@Nullable Throwable error) {
        if (error != null) {
            cause.compareAndSet(null, error);
        }
        isPointless = true;
        stop();
        if (lane != null) {
            lane.dismiss();
        }
    }

    private void stop(Throwable error) {
        cause.compareAndSet(null, error);
        stop();
    }

    private void stop() {
        isStopped = true;
        MonoSink<Void> sink = admission.get();
        if (sink != null) {
            sink.success();
        }
    }

    private Mono<Void> stopped() {
        return Mono.create(sink -> {
            admission.set(sink);
            if (isStopped) {
                sink.success();
            }
        });
    }

    private <U> Mono<U> end() {
        Throwable error = cause.get();
        return error == null ? Mono.empty() : Mono.error(error);
    }
}
