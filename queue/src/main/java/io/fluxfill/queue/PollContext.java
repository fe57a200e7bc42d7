package io.fluxfill.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known when the next poll is planned.
 *
 * @param attempt how many polls were made: 0 before the first
 * @param elapsed the time since following began
 * @param state where the request was seen last
 * @param timeInState the time since it was first seen there
 * @param queuePosition how many were before it, if fal said
 * @param positionsPerSecond how fast it moves up in the queue, if that is known
 * @since 0.1
 */
public record PollContext(
        int attempt,
        Duration elapsed,
        QueueStatus.State state,
        Duration timeInState,
        @Nullable Integer queuePosition,
        @Nullable Double positionsPerSecond) {}
