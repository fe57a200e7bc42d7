package io.fluxfill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long fal keeps an object, and who may read it: fal's {@code X-Fal-Object-Lifecycle} family of headers.
 *
 * @param expiration when it is deleted, at least a second; null leaves it to the account's setting
 * @param access what everybody may do whom no rule names; null leaves it to the account's setting
 * @param rules what single users may do, by fal's names of them; only with an access that they are exceptions from
 * @since 0.1
 */
public record ObjectLifecycle(
        @Nullable Duration expiration, @Nullable Access access, Map<String, Access> rules) {

    /** What somebody gets who asks for it. */
    public enum Access {
        /** Everybody may read it. */
        ALLOW,
        /** Others get an access error. */
        FORBID,
        /** Others are told that it does not exist. */
        HIDE
    }

    /** Without rules for single users. */
    public ObjectLifecycle(@Nullable Duration expiration, @Nullable Access access) {
        this(expiration, access, Map.of());
    }

    /**
     * Checks that it is something that fal understands.
     *
     * @throws IllegalArgumentException if the expiration is shorter than a second (fal reads 0 as "never"), there are
     *     rules without an access, or a user's name holds what no header may carry
     */
    public ObjectLifecycle {
        if (expiration != null && expiration.toSeconds() < 1) {
            throw new IllegalArgumentException("An expiration is at least one second, not " + expiration + ".");
        }
        if (access == null && !rules.isEmpty()) {
            throw new IllegalArgumentException("Rules for single users need an access that they are exceptions from.");
        }
        rules.keySet().forEach(user -> PlatformHeaders.checkValue("name of a user", user));
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
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
            Map<String, Object> acl = new LinkedHashMap<>();
            acl.put("default", word(access));
            if (!rules.isEmpty()) {
                List<Map<String, String>> list = new ArrayList<>();
                rules.forEach((user, decision) -> {
                    Map<String, String> rule = new LinkedHashMap<>();
                    rule.put("user", user);
                    rule.put("decision", word(decision));
                    list.add(rule);
                });
                acl.put("rules", list);
            }
            json.put("initial_acl", acl);
        }
        return json;
    }

    private static String word(Access access) {
        return access.name().toLowerCase(Locale.ROOT);
    }

    /** Of the users only how many: their names may be private. */
    @Override
    public String toString() {
        return "ObjectLifecycle[expiration=" + expiration + ", access=" + access + ", rules=" + rules.size() + "]";
    }
}
