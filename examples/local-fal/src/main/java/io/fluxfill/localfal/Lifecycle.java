package io.fluxfill.localfal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * How long a file is kept once it is there, and who may read it. The rules for single users are checked for their form
 * and have no effect, because a download names no user.
 *
 * @param kept null for ever
 */
record Lifecycle(@Nullable Duration kept, Acl acl) {
    static final Lifecycle NONE = new Lifecycle(null, Acl.ALLOW);

    /** What a download is told. */
    enum Acl {
        ALLOW,
        FORBID,
        HIDE
    }

    /** The one header that every client sends, and the other one that some send with the same value. */
    private static final List<String> HEADERS = List.of("X-Fal-Object-Lifecycle", "X-Fal-Object-Lifecycle-Preference");

    private static final long MOST_SECONDS = 1L << 40;

    static Lifecycle of(Inbound request) throws SubmitHeaders.Malformed {
        @Nullable Lifecycle found = null;
        for (String header : HEADERS) {
            String value = request.headers().get(header);
            if (value != null) {
                Lifecycle read = read(header, value);
                found = found == null ? read : found;
            }
        }
        return found == null ? NONE : found;
    }

    /** When a file that came now is gone; null for never. */
    @Nullable
    Instant end(Instant now) {
        return kept == null ? null : now.plus(kept);
    }

    private static Lifecycle read(String header, String value) throws SubmitHeaders.Malformed {
        try {
            if (Json.read(value.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> json) {
                return new Lifecycle(
                        kept(header, json.get("expiration_duration_seconds")), acl(header, json.get("initial_acl")));
            }
        } catch (JacksonException e) {
            // Told below, as for every other text that is no object.
        }
        throw new SubmitHeaders.Malformed(header);
    }

    /** Null and zero both mean no end. */
    private static @Nullable Duration kept(String header, @Nullable Object value) throws SubmitHeaders.Malformed {
        if (value == null) {
            return null;
        }
        boolean whole = value instanceof Integer || value instanceof Long;
        long seconds = whole ? ((Number) value).longValue() : -1;
        if (seconds < 0 || seconds > MOST_SECONDS) {
            throw new SubmitHeaders.Malformed(header);
        }
        return seconds == 0 ? null : Duration.ofSeconds(seconds);
    }

    private static Acl acl(String header, @Nullable Object value) throws SubmitHeaders.Malformed {
        if (value == null) {
            return Acl.ALLOW;
        }
        if (!(value instanceof Map<?, ?> acl)) {
            throw new SubmitHeaders.Malformed(header);
        }
        Object rules = acl.get("rules");
        if (rules != null && !(rules instanceof List<?>)) {
            throw new SubmitHeaders.Malformed(header);
        }
        if (rules instanceof List<?> list) {
            for (Object entry : list) {
                if (!(entry instanceof Map<?, ?> rule) || !(rule.get("user") instanceof String)) {
                    throw new SubmitHeaders.Malformed(header);
                }
                decision(header, rule.get("decision"));
            }
        }
        return acl.containsKey("default") ? decision(header, acl.get("default")) : Acl.ALLOW;
    }

    private static Acl decision(String header, @Nullable Object word) throws SubmitHeaders.Malformed {
        for (Acl acl : Acl.values()) {
            if (acl.name().toLowerCase(Locale.ROOT).equals(word)) {
                return acl;
            }
        }
        throw new SubmitHeaders.Malformed(header);
    }
}
