package io.fluxfill.error;

import org.jspecify.annotations.Nullable;

/**
 * An answer of fal that cannot be read; the message says where, and shows the first bytes.
 *
 * @since 0.1
 */
public final class ReplyFormatException extends FalException {
    /** For what builds on this library, and for tests. */
    public ReplyFormatException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }
}
