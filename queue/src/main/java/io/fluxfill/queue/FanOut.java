package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * How many items a fan-out works on at once, what it may spend, when it stops, and who is told. Immutable: each method
 * gives a changed copy.
 *
 * <pre>{@code
 * FanOut<Path> fanOut = FanOut.<Path>maxInFlight(32)
 *         .budget(SpendingBudget.usd("5.00"))
 *         .stopAfterFailures(20)
 *         .monitor(monitor);
 * }</pre>
 *
 * @param <K> the caller's item
 * @since 0.1
 */
public final class FanOut<K> {
    private final int maxInFlight;
    private final @Nullable Function<? super K, ? extends Publisher<Void>> onSubmitting;
    private final BiFunction<? super K, ? super RequestHandle, ? extends Publisher<Void>> onEnqueued;
    private final @Nullable InFlightLimit limit;
    private final @Nullable SpendingBudget budget;
    private final boolean allowsUnknownCost;
    private final @Nullable Integer stopAfterFailures;
    private final @Nullable Predicate<? super Outcome<K, ?>> stopWhen;
    private final @Nullable FanOutMonitor monitor;

    private FanOut(Draft<K> draft) {
        maxInFlight = draft.maxInFlight;
        onSubmitting = draft.onSubmitting;
        onEnqueued = draft.onEnqueued;
        limit = draft.limit;
        budget = draft.budget;
        allowsUnknownCost = draft.allowsUnknownCost;
        stopAfterFailures = draft.stopAfterFailures;
        stopWhen = draft.stopWhen;
        monitor = draft.monitor;
    }

    /** Eight at once, and nothing else. */
    public static <K> FanOut<K> defaults() {
        return maxInFlight(8);
    }

    /** At most this many requests are in flight or have an outcome that nobody has taken yet. */
    public static <K> FanOut<K> maxInFlight(int maxInFlight) {
        return new FanOut<>(new Draft<>(atLeastOne("maxInFlight", maxInFlight)));
    }

    /**
     * Called with each item when its turn has come, and waited for: it has its money and its place, and its input is not
     * yet encoded or uploaded. Write down here that fal may have it from now on; or fail here if nobody wants it any
     * more, for all that waits for its turn can still be given up for nothing. If it fails, nothing is sent, money and
     * place go back, and the item fails with a {@link io.fluxfill.error.RequestCancelledException}. Default: nothing.
     */
    public FanOut<K> onSubmitting(Function<? super K, ? extends Publisher<Void>> onSubmitting) {
        Objects.requireNonNull(onSubmitting, "onSubmitting");
        return with(draft -> draft.onSubmitting = onSubmitting);
    }

    /**
     * Called with each item's handle before its request is followed, and waited for: write the handle down here. If it
     * fails, the request is abandoned as the queue's options say, and the item fails.
     */
    public FanOut<K> onEnqueued(BiFunction<? super K, ? super RequestHandle, ? extends Publisher<Void>> onEnqueued) {
        Objects.requireNonNull(onEnqueued, "onEnqueued");
        return with(draft -> draft.onEnqueued = onEnqueued);
    }

    /**
     * Besides its own {@link #maxInFlight()}, the fan-out keeps to a limit that others may share. Waiting for it is not
     * part of a request's {@link QueueOptions#deadline()}. Default: none.
     */
    public FanOut<K> limit(InFlightLimit limit) {
        Objects.requireNonNull(limit, "limit");
        return with(draft -> draft.limit = limit);
    }

    /**
     * What may be spent. An item whose estimate has no room is never encoded, uploaded or sent: its outcome is a
     * {@link Outcome.Failed} with a {@link io.fluxfill.error.BudgetExceededException}, and the fan-out goes on, for a
     * cheaper item may still fit. So does an item whose cost cannot be told, unless {@link #allowUnknownCost()}. An
     * estimate that never comes keeps its item's place, and no other one's. Default: none, and nothing is estimated.
     */
    public FanOut<K> budget(SpendingBudget budget) {
        Objects.requireNonNull(budget, "budget");
        return with(draft -> draft.budget = budget);
    }

    /** Items whose cost cannot be told are sent in spite of a {@link #budget}, which does not count them. */
    public FanOut<K> allowUnknownCost() {
        return with(draft -> draft.allowsUnknownCost = true);
    }

    /**
     * When so many items have failed, no more are admitted; what runs is finished and delivered, and then the fan-out
     * completes. Items without room in the {@link #budget} do not count. Default: no number is too many.
     */
    public FanOut<K> stopAfterFailures(int failures) {
        int checked = atLeastOne("stopAfterFailures", failures);
        return with(draft -> draft.stopAfterFailures = checked);
    }

    /**
     * When an outcome is such, no more items are admitted; what runs is finished and delivered, and then the fan-out
     * completes. Outcomes are looked at one after the other, each just before it is delivered. If the predicate throws,
     * the fan-out stops in the same way and ends in that error. Default: never.
     */
    public FanOut<K> stopWhen(Predicate<? super Outcome<K, ?>> stopWhen) {
        Objects.requireNonNull(stopWhen, "stopWhen");
        return with(draft -> draft.stopWhen = stopWhen);
    }

    /** Who counts what becomes of the items, for whoever wants to see it. Default: nobody. */
    public FanOut<K> monitor(FanOutMonitor monitor) {
        Objects.requireNonNull(monitor, "monitor");
        return with(draft -> draft.monitor = monitor);
    }

    /** How many at once. Default: 8. */
    public int maxInFlight() {
        return maxInFlight;
    }

    @Nullable
    Function<? super K, ? extends Publisher<Void>> onSubmitting() {
        return onSubmitting;
    }

    BiFunction<? super K, ? super RequestHandle, ? extends Publisher<Void>> onEnqueued() {
        return onEnqueued;
    }

    @Nullable
    InFlightLimit limit() {
        return limit;
    }

    @Nullable
    SpendingBudget budget() {
        return budget;
    }

    boolean allowsUnknownCost() {
        return allowsUnknownCost;
    }

    boolean isTooMany(int failures) {
        return stopAfterFailures != null && failures >= stopAfterFailures;
    }

    @Nullable
    Predicate<? super Outcome<K, ?>> stopWhen() {
        return stopWhen;
    }

    @Nullable
    FanOutMonitor monitor() {
        return monitor;
    }

    private FanOut<K> with(Consumer<Draft<K>> change) {
        Draft<K> draft = new Draft<>(this);
        change.accept(draft);
        return new FanOut<>(draft);
    }

    private static int atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " is at least 1, not " + value + ".");
        }
        return value;
    }

    private static final class Draft<K> {
        private final int maxInFlight;
        private @Nullable Function<? super K, ? extends Publisher<Void>> onSubmitting;
        private BiFunction<? super K, ? super RequestHandle, ? extends Publisher<Void>> onEnqueued =
                (key, handle) -> Mono.empty();
        private @Nullable InFlightLimit limit;
        private @Nullable SpendingBudget budget;
        private boolean allowsUnknownCost;
        private @Nullable Integer stopAfterFailures;
        private @Nullable Predicate<? super Outcome<K, ?>> stopWhen;
        private @Nullable FanOutMonitor monitor;

        Draft(int maxInFlight) {
            this.maxInFlight = maxInFlight;
        }

        Draft(FanOut<K> fanOut) {
            maxInFlight = fanOut.maxInFlight;
            onSubmitting = fanOut.onSubmitting;
            onEnqueued = fanOut.onEnqueued;
            limit = fanOut.limit;
            budget = fanOut.budget;
            allowsUnknownCost = fanOut.allowsUnknownCost;
            stopAfterFailures = fanOut.stopAfterFailures;
            stopWhen = fanOut.stopWhen;
            monitor = fanOut.monitor;
        }
    }
}
