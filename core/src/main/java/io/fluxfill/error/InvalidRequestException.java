package io.fluxfill.error;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request is wrong, found out before it was sent, or by fal (400, 422): mend the fields that are named.
 *
 * @since 0.1
 */
public final class InvalidRequestException extends FalException {
    private final List<FieldError> fieldErrors;

    /** For what builds on this library, and for tests. */
    public InvalidRequestException(
            String message, List<FieldError> fieldErrors, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
        this.fieldErrors = List.copyOf(fieldErrors);
    }

    /** A field that is wrong on this side: nothing was sent. */
    public static InvalidRequestException field(String field, String message, @Nullable Throwable cause) {
        FieldError error = new FieldError(List.of("body", field), message, null, Map.of());
        return new InvalidRequestException(
                field + ": " + message + " Nothing was sent.", List.of(error), Origin.LOCAL, cause);
    }

    /** An input of which no request could be made: nothing was sent. */
    public static InvalidRequestException unpreparable(Throwable cause) {
        return new InvalidRequestException(
                "No request could be made of the input: " + cause + ". Nothing was sent.",
                List.of(),
                Origin.LOCAL,
                cause);
    }

    /** What is wrong with which field; empty if the server said it in one sentence. */
    public List<FieldError> fieldErrors() {
        return fieldErrors;
    }
}
