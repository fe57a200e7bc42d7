package io.fluxfill.error;

import org.jspecify.annotations.Nullable;

/**
 * The result was asked for before the request was completed. Watch it, and it comes by itself.
 *
 * @since 0.1
 */
public final class RequestNotReadyException extends FalException {
    /** For what builds on this library, and for tests. */
    public RequestNotReadyException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }
}
