package io.fluxfill.queue;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What fal measured of a completed request.
 *
 * @param values everything that fal said, under its own names
 * @since 0.1
 */
public record Metrics(Map<String, @Nullable Object> values) {
    static final Metrics NONE = new Metrics(Map.of());

    /** How long the model worked, or null if fal did not say. */
    public @Nullable Duration inferenceTime() {
        return values.get("inference_time") instanceof Number seconds && Double.isFinite(seconds.doubleValue())
                ? Duration.ofNanos((long) (seconds.doubleValue() * 1e9))
                : null;
    }
}
