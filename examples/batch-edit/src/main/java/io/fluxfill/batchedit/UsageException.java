package io.fluxfill.batchedit;

/** The command cannot begin; the message is the one sentence that its user sees. */
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
