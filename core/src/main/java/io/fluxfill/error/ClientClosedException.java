package io.fluxfill.error;

import org.jspecify.annotations.Nullable;

/**
 * The client was disposed of.
 *
 * @since 0.1
 */
public final class ClientClosedException extends FalException {
    /** For what builds on this library, and for tests. */
    public ClientClosedException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }
}
