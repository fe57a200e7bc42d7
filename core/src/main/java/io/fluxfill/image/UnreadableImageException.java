package io.fluxfill.image;

import org.jspecify.annotations.Nullable;

/** A header that makes no sense; the message is the rest of a sentence that starts with the picture's name. */
final class UnreadableImageException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableImageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
