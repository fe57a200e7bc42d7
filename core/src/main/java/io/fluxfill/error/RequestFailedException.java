package io.fluxfill.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The request ran and failed, or fal itself failed.
 *
 * @since 0.1
 */
public final class RequestFailedException extends FalException {
    private final int statusCode;
    private final @Nullable String errorType;
    private final boolean retryable;
    private final boolean ingress;
    private final @Nullable Duration retryAfter;

    /** For what builds on this library, and for tests. */
    public RequestFailedException(
            String message,
            int statusCode,
            @Nullable String errorType,
            boolean retryable,
            boolean ingress,
            @Nullable Duration retryAfter,
            Origin origin,
            @Nullable Throwable cause) {
        super(message, origin, cause);
        this.statusCode = statusCode;
        this.errorType = errorType;
        this.retryable = retryable;
        this.ingress = ingress;
        this.retryAfter = retryAfter;
    }

    /** The HTTP status of the answer. */
    public int statusCode() {
        return statusCode;
    }

    /** fal's name of the error, for example {@code runner_disconnected}, if it gave one. */
    public @Nullable String errorType() {
        return errorType;
    }

    /** Whether a new request may succeed where this one failed; it would be a new request, and paid for. */
    public boolean isRetryable() {
        return retryable;
    }

    /** Whether something before fal answered, a gateway or proxy, and not fal: there is neither an id nor fal's JSON. */
    public boolean isIngress() {
        return ingress;
    }

    /** How long the server asked to wait, if it did. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
