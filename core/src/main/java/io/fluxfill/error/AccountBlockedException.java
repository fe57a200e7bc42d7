package io.fluxfill.error;

import org.jspecify.annotations.Nullable;

/**
 * 403 for an exhausted balance or a locked account: see fal's dashboard. It is never retried.
 *
 * @since 0.1
 */
public final class AccountBlockedException extends FalException {
    /** For what builds on this library, and for tests. */
    public AccountBlockedException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }
}
