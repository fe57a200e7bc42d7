package io.fluxfill.transport;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a failure of fal may pass: what its headers say, and without them what its name and status say. Source: fal's
 * pages on model errors and on request errors.
 */
final class RetryHint {
    /** The model errors of which fal leaves it to the header. */
    private static final Set<String> MAY_PASS = Set.of(
            "internal_server_error",
            "generation_timeout",
            "downstream_service_error",
            "downstream_service_unavailable");

    private RetryHint() {}

    /** Whether a model reports as the request's fault what is none: the request was right, and still there is no picture. */
    static boolean isServiceFailure(@Nullable String errorType) {
        return errorType != null && (MAY_PASS.contains(errorType) || errorType.equals("no_media_generated"));
    }

    static boolean isRetryable(int status, ErrorBody error, Map<String, String> headers) {
        // The newer name first; the older one is of model errors.
        Boolean said = said(headers.get("x-fal-needs-retry"));
        if (said == null) {
            said = said(headers.get("x-fal-retryable"));
        }
        if (said != null) {
            return said;
        }
        boolean mayPass = error.fieldErrors().isEmpty() || error.types().anyMatch(MAY_PASS::contains);
        return mayPass && (status == 408 || status >= 500);
    }

    private static @Nullable Boolean said(@Nullable String header) {
        return switch (header == null ? "" : header.strip().toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes" -> true;
            case "0", "false", "no" -> false;
            default -> null;
        };
    }
}
