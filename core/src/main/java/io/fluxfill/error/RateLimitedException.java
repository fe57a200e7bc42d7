package io.fluxfill.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * 429, after the retries that the options allow: too many requests at once, or too long a queue. Nothing was accepted.
 *
 * @since 0.1
 */
public final class RateLimitedException extends FalException {
    private final @Nullable Duration retryAfter;

    /** For what builds on this library, and for tests. */
    public RateLimitedException(
            String message, @Nullable Duration retryAfter, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
        this.retryAfter = retryAfter;
    }

    /** How long the server asked to wait, if it did. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
