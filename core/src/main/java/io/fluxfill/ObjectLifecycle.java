package io.fluxfill;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long fal keeps an object, and who may read it: fal's {@code X-Fal-Object-Lifecycle} family of headers.
 *
 * @param expiration when it is deleted, at least a second; null leaves it to the account's setting
 * @param access who may read it unless a rule says otherwise; null leaves it to the account's setting
 * @since 0.1
 */
public record ObjectLifecycle(
        @Nullable Duration expiration, @Nullable Access access) {

    /** What somebody without a rule of their own gets. */
    public enum Access {
        /** Everybody may read it. */
        ALLOW,
        /** Others get an access error. */
        FORBID,
        /** Others are told that it does not exist. */
        HIDE
    }

    /**
     * Checks that the expiration is one that fal understands.
     *
     * @throws IllegalArgumentException if it is shorter than a second: fal reads 0 as "never"
     */
    public ObjectLifecycle {
        if (expiration != null && expiration.toSeconds() < 1) {
            throw new IllegalArgumentException("An expiration is at least one second, not " + expiration + ".");
        }
    }

    /** Deleted after this time. */
    public static ObjectLifecycle expiresAfter(Duration expiration) {
        return new ObjectLifecycle(expiration, null);
    }

    /** The document that fal's headers carry. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        if (expiration != null) {
            json.put("expiration_duration_seconds", expiration.toSeconds());
        }
        if (access != null) {
            json.put("initial_acl", Map.of("default", access.name().toLowerCase(Locale.ROOT)));
        }
        return json;
    }
}
