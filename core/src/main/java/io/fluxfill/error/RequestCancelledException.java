package io.fluxfill.error;

import org.jspecify.annotations.Nullable;

/**
 * The request was cancelled: by us, by somebody else, or by fal (499).
 *
 * @since 0.1
 */
public final class RequestCancelledException extends FalException {
    /** For what builds on this library, and for tests. */
    public RequestCancelledException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }
}
