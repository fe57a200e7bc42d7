package io.fluxfill.transport;

import io.fluxfill.ClientOptions;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.TransportException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Whether a failed call is sent again, and when. */
record RetryPolicy(
        int maxAttempts,
        Duration maxTime,
        Duration firstBackoff,
        Duration maxBackoff,
        Duration maxRetryAfter,
        DoubleSupplier random) {

    static RetryPolicy of(ClientOptions options) {
        return new RetryPolicy(
                options.maxAttempts(),
                options.maxRetryTime(),
                options.firstBackoff(),
                options.maxBackoff(),
                options.maxRetryAfter(),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * How long to wait, or null if the failure is final.
     *
     * @param retries how many retries were made already
     * @param elapsed the time since the first attempt
     */
    @Nullable
    Duration delay(Call<?> call, Throwable failure, long retries, Duration elapsed) {
        if (retries + 1 >= maxAttempts || !mayRepeat(call, failure)) {
            return null;
        }
        Duration asked = retryAfter(failure);
        if (asked != null && asked.compareTo(maxRetryAfter) > 0) {
            return null;
        }
        Duration left = maxTime.minus(elapsed);
        Duration backoff = Backoff.part(Backoff.bound(firstBackoff, maxBackoff, retries), random.getAsDouble());
        Duration least = asked == null ? backoff : longer(backoff, asked);
        if (least.compareTo(left) > 0) {
            return null;
        }
        // What chance adds must not decide whether there is another attempt.
        return asked == null ? backoff : shorter(left, longer(backoff, asked.plus(spread(asked))));
    }

    private Duration spread(Duration asked) {
        return Backoff.part(asked, 0.2 * random.getAsDouble());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static boolean mayRepeat(Call<?> call, Throwable failure) {
        Body body = call.body();
        if (body != null && !body.isRepeatable()) {
            return failure instanceof TransportException unsent && !unsent.requestWritten();
        }
        if (failure instanceof RateLimitedException) {
            return true;
        }
        boolean idempotent = call.delivery() == Call.Delivery.IDEMPOTENT;
        if (failure instanceof TransportException transport) {
            boolean isOurLimit = transport.getCause() instanceof Faults.LimitReached;
            return !isOurLimit && (idempotent || !transport.requestWritten());
        }
        if (failure instanceof OutcomeUnknownException) {
            return idempotent;
        }
        if (failure instanceof RequestFailedException failed) {
            // A result that failed is fal's stored answer: asking again repeats it.
            boolean stored = call.operation() == Call.Operation.RESULT && !failed.isIngress();
            return switch (failed.statusCode()) {
                case 503 -> failed.isRetryable() && !stored;
                case 408, 502, 504 -> failed.isRetryable() && idempotent && !stored;
                case 409 -> idempotent && !stored;
                default -> false;
            };
        }
        return false;
    }

    private static @Nullable Duration retryAfter(Throwable failure) {
        if (failure instanceof RateLimitedException limited) {
            return limited.retryAfter();
        }
        return failure instanceof RequestFailedException failed ? failed.retryAfter() : null;
    }
}
