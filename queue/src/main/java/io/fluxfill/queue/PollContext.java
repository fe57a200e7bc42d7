package io.fluxfill.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known when the next poll is planned. The times are those of this client: a request changes its state at fal at
 * some moment between two polls, so each time in a state has two bounds.
 *
 * @param endpointId the endpoint of the request, for example {@code fal-ai/flux-pro/v1/fill}
 * @param attempt how many polls were made: 0 before the first
 * @param elapsed the time since following began; for {@code run…}, since the submit was answered
 * @param state where the request was seen last; {@code IN_QUEUE} before the first poll
 * @param timeInState the time since it was first seen there, so it has been there at least so long
 * @param timeInStateAtMost the time since it was last seen elsewhere, or was submitted; null if nobody here knows, because
 *     the following of an older request began in this state
 * @param queuePosition how many were before it, if fal said
 * @param positionsPerSecond how fast it moves up in the queue, if that is known
 * @param listening whether somebody listens to updates or log lines; then no wait is longer than 2 s, whatever the
 *     schedule says
 * @since 0.1
 */
public record PollContext(
        String endpointId,
        int attempt,
        Duration elapsed,
        QueueStatus.State state,
        Duration timeInState,
        @Nullable Duration timeInStateAtMost,
        @Nullable Integer queuePosition,
        @Nullable Double positionsPerSecond,
        boolean listening) {}
