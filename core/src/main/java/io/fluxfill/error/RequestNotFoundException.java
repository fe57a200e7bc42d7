package io.fluxfill.error;

import org.jspecify.annotations.Nullable;

/**
 * fal does not know the request: the id is wrong, belongs to another account, or its result expired.
 *
 * @since 0.1
 */
public final class RequestNotFoundException extends FalException {
    /** For what builds on this library, and for tests. */
    public RequestNotFoundException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }
}
