package io.fluxfill.queue;

import io.fluxfill.Endpoint;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.FalException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.queue.FanOutMonitor.Phase;
import io.fluxfill.queue.QueueUpdate.Completed;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One item of a fan-out: the money and the place that it holds, and where it is. Whatever comes first ends it, its result,
 * its failure or its caller's leaving, and then all that it holds goes back, once. One instance per subscription.
 */
final class FanOutItem<K> implements RequestHooks {
    private final K key;
    private final FanOut<K> fanOut;
    private final FanOutRun<K> run;
    private final @Nullable Purse purse;
    private final InFlightLimit.@Nullable Place place;
    private final @Nullable FanOutMonitor monitor;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
    private volatile boolean hasBegun;

    FanOutItem(K key, FanOut<K> fanOut, FanOutRun<K> run, InFlightLimit.@Nullable Lane lane) {
        this.key = key;
        this.fanOut = fanOut;
        this.run = run;
        purse = Purse.of(fanOut);
        place = lane == null ? null : lane.place();
        monitor = fanOut.monitor();
        if (monitor != null) {
            monitor.admitted();
        }
    }

    /** Whether something is to be waited for before it begins. */
    boolean waits() {
        return purse != null || place != null || fanOut.onSubmitting() != null;
    }

    /**
     * Gives what is to be sent as soon as it may be: first the money, which may be refused or take its time, so that
     * nobody waits behind it for a place; and when it has both, the caller's word.
     */
    <I> Mono<Supplier<I>> admitted(Supplier<I> input, Endpoint<I, ?> endpoint) {
        Mono<Supplier<I>> affordable = purse == null ? Mono.just(input) : purse.reserve(input, endpoint);
        Mono<Supplier<I>> placed = place == null
                ? affordable
                : affordable.flatMap(value -> place.entered().thenReturn(value));
        Function<? super K, ? extends Publisher<Void>> onSubmitting = fanOut.onSubmitting();
        Mono<Supplier<I>> wanted = onSubmitting == null
                ? placed
                : placed.flatMap(value -> told(onSubmitting).thenReturn(value));
        return wanted.map(this::begun);
    }

    private Mono<Void> told(Function<? super K, ? extends Publisher<Void>> onSubmitting) {
        run.checkGoingOn();
        return Mono.defer(() -> Mono.<Void>from(onSubmitting.apply(key)))
                .onErrorMap(error -> new RequestCancelledException(
                        "The item was not submitted, because onSubmitting failed: " + error + ". Nothing was sent.",
                        FalException.Origin.LOCAL,
                        error));
    }

    /** It begins now, unless there is no point in that any more. */
    <T> T begun(T input) {
        run.checkGoingOn();
        hasBegun = true;
        return input;
    }

    @Override
    public Publisher<Void> onEnqueued(RequestHandle handle) {
        move(Phase.QUEUED);
        if (fanOut.limit() != null) {
            fanOut.limit().accepted();
        }
        return fanOut.onEnqueued().apply(key, handle);
    }

    @Override
    public <O> Flux<QueueUpdate<O>> observe(Flux<QueueUpdate<O>> updates) {
        return updates.doOnNext(update -> {
                    if (update instanceof QueueUpdate.InProgress<O>) {
                        move(Phase.RUNNING);
                    } else if (update instanceof QueueUpdate.InQueue<O>) {
                        move(Phase.QUEUED);
                    } else if (update instanceof Completed<O> completed) {
                        succeeded(completed);
                    }
                })
                .doOnError(FalException.class, this::failed)
                .doFinally(signal -> left());
    }

    @Override
    public void refused(FalException why) {
        if (fanOut.limit() != null) {
            fanOut.limit().refused(why);
        }
    }

    @Override
    public void nothingAccepted() {
        if (purse != null) {
            purse.free();
        }
    }

    void succeeded(Completed<?> completed) {
        end(Phase.DONE, Billing.mayBeBilled(completed.reply().billableUnits()));
    }

    void failed(FalException error) {
        if (hasEnded()) {
            return;
        }
        // First, so that nobody whom this one makes room for begins in vain.
        run.failed(error);
        boolean isCancelled = error instanceof RequestCancelledException;
        if (end(isCancelled ? Phase.CANCELLED : Phase.FAILED, Billing.mayBeBilled(error)) && error.handle() == null) {
            refused(error);
        }
    }

    /** Nobody wants it any more, or it has ended already. */
    void left() {
        // What was never begun left nothing at fal; of the rest, the custody of the request knows better.
        end(Phase.CANCELLED, hasBegun);
    }

    private boolean end(Phase end, boolean mayBeBilled) {
        if (!move(end)) {
            return false;
        }
        if (purse != null) {
            purse.end(mayBeBilled);
        }
        if (place != null) {
            place.leave();
        }
        return true;
    }

    private boolean hasEnded() {
        return Objects.requireNonNull(phase.get()).isEnd();
    }

    /** Whether it had not ended yet. */
    private boolean move(Phase to) {
        Phase from = Objects.requireNonNull(phase.getAndUpdate(now -> now.isEnd() ? now : to));
        if (from.isEnd()) {
            return false;
        }
        if (monitor != null && from != to) {
            monitor.moved(from, to);
        }
        return true;
    }
}
