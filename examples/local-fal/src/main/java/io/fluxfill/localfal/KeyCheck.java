package io.fluxfill.localfal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who may call. */
final class KeyCheck {
    private final LocalFalOptions options;

    KeyCheck(LocalFalOptions options) {
        this.options = options;
    }

    /** The refusal of a call to an application, or null if its key is good. */
    @Nullable
    Answer refusal(Inbound request, Application application) {
        return refusal(
                request,
                "Cannot access application \"" + application.name()
                        + "\". Authentication is required to access this application.");
    }

    /** The refusal of a call that names no application. */
    @Nullable
    Answer restRefusal(Inbound request) {
        return refusal(request, "Authorization header is required");
    }

    /** Whether a request carries a key, good or not. */
    static boolean hasKey(Inbound request) {
        String header = request.headers().get("Authorization", "");
        return header.strip().toLowerCase(Locale.ROOT).matches("key(\\s.*)?");
    }

    private @Nullable Answer refusal(Inbound request, String withoutKey) {
        String header = request.headers().get("Authorization");
        if (header == null || header.isBlank()) {
            return Answer.detail(401, withoutKey);
        }
        String[] parts = header.strip().split("\\s+", 2);
        String scheme = parts[0].toLowerCase(Locale.ROOT);
        if (scheme.equals("bearer")) {
            return Answer.detail(401, "The issuer of the token could not be decoded");
        }
        boolean good = scheme.equals("key") && parts.length == 2 && accepted(parts[1]);
        return good ? null : Answer.detail(401, "invalid key credentials");
    }

    private boolean accepted(String key) {
        boolean listed = options.keys().isEmpty() || options.keys().contains(key);
        return listed && !options.rejectedKeys().contains(key);
    }
}
