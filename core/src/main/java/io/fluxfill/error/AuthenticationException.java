package io.fluxfill.error;

import org.jspecify.annotations.Nullable;

/**
 * 401, or 403 for a permission that the key lacks: mend the key. It is never retried.
 *
 * @since 0.1
 */
public final class AuthenticationException extends FalException {
    /** For what builds on this library, and for tests. */
    public AuthenticationException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }
}
