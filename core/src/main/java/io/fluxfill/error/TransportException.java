package io.fluxfill.error;

import org.jspecify.annotations.Nullable;

/**
 * No usable answer: the network failed, or a limit of the client was reached. The message says which.
 *
 * @since 0.1
 */
public final class TransportException extends FalException {
    private final boolean requestWritten;

    /** For what builds on this library, and for tests. */
    public TransportException(String message, boolean requestWritten, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
        this.requestWritten = requestWritten;
    }

    /** Whether bytes of the request may have left: false means that the server cannot have seen it. */
    public boolean requestWritten() {
        return requestWritten;
    }
}
