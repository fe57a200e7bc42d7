package io.fluxfill.error;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request left, and no answer came: it may be running, and it may be paid. It was not sent again. fal has
 * no key that would tell a duplicate, so look into fal's dashboard before you do.
 *
 * @since 0.1
 */
public final class OutcomeUnknownException extends FalException {
    /** For what builds on this library, and for tests. */
    public OutcomeUnknownException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }
}
