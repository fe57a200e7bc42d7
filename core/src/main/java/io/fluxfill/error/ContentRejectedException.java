package io.fluxfill.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moderation refused the picture or the prompt: ask for another one. The same one would be refused again.
 *
 * @since 0.1
 */
public final class ContentRejectedException extends FalException {
    private final List<FieldError> fieldErrors;

    /** For what builds on this library, and for tests. */
    public ContentRejectedException(
            String message, List<FieldError> fieldErrors, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
        this.fieldErrors = List.copyOf(fieldErrors);
    }

    /** What was refused, in fal's words. */
    public List<FieldError> fieldErrors() {
        return fieldErrors;
    }
}
