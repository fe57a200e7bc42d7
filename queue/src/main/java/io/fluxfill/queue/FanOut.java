package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import java.util.Objects;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * How many items a fan-out works on at once, and what happens as soon as one has its handle. Immutable.
 *
 * @param <K> the caller's item
 * @since 0.1
 */
public final class FanOut<K> {
    private final int maxInFlight;
    private final BiFunction<? super K, ? super RequestHandle, ? extends Publisher<Void>> onEnqueued;

    private FanOut(
            int maxInFlight, BiFunction<? super K, ? super RequestHandle, ? extends Publisher<Void>> onEnqueued) {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight is at least 1, not " + maxInFlight + ".");
        }
        this.maxInFlight = maxInFlight;
        this.onEnqueued = onEnqueued;
    }

    /** Eight at once. */
    public static <K> FanOut<K> defaults() {
        return maxInFlight(8);
    }

    /** At most this many requests are in flight or have an outcome that nobody has taken yet. */
    public static <K> FanOut<K> maxInFlight(int maxInFlight) {
        return new FanOut<>(maxInFlight, (key, handle) -> Mono.empty());
    }

    /**
     * Called with each item's handle before its request is followed, and waited for: write the handle down here. If it
     * fails, the request is abandoned as the queue's options say, and the item fails.
     */
    public FanOut<K> onEnqueued(BiFunction<? super K, ? super RequestHandle, ? extends Publisher<Void>> onEnqueued) {
        return new FanOut<>(maxInFlight, Objects.requireNonNull(onEnqueued, "onEnqueued"));
    }

    /** How many at once. */
    public int maxInFlight() {
        return maxInFlight;
    }

    BiFunction<? super K, ? super RequestHandle, ? extends Publisher<Void>> onEnqueued() {
        return onEnqueued;
    }
}
