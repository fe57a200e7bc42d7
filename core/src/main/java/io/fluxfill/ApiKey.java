package io.fluxfill;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A fal API key, {@code id:secret}. It is shown nowhere: {@code toString} is redacted, and the client sends it to the
 * configured run and queue origins only.
 *
 * @since 0.1
 */
public final class ApiKey {
    private final String value;

    private ApiKey(String value) {
        this.value = value;
    }

    /**
     * A key given as text; white space around it is dropped.
     *
     * @throws IllegalArgumentException if it is blank or holds a character that no HTTP header may carry
     */
    public static ApiKey of(String value) {
        String key = value.strip();
        if (key.isEmpty()) {
            throw new IllegalArgumentException("The fal key is blank.");
        }
        if (!key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "The fal key holds white space or a character outside of ASCII; copy it again from the dashboard.");
        }
        return new ApiKey(key);
    }

    /**
     * Reads {@code FAL_KEY}, or else {@code FAL_KEY_ID} and {@code FAL_KEY_SECRET}, as fal's own clients do.
     *
     * @throws IllegalStateException if neither is set
     */
    public static ApiKey fromEnv() {
        return fromEnv(System::getenv);
    }

    static ApiKey fromEnv(UnaryOperator<@Nullable String> environment) {
        String key = variable(environment, "FAL_KEY");
        if (key != null) {
            return of(key);
        }
        String id = variable(environment, "FAL_KEY_ID");
        String secret = variable(environment, "FAL_KEY_SECRET");
        if (id != null && secret != null) {
            return of(id + ":" + secret);
        }
        throw new IllegalStateException("No fal key in the environment: set FAL_KEY, or FAL_KEY_ID and FAL_KEY_SECRET,"
                + " or give the client an ApiKey.");
    }

    private static @Nullable String variable(UnaryOperator<@Nullable String> environment, String name) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** The key in clear, for the one place that writes the {@code Authorization} header. Never log it. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApiKey key && key.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "ApiKey[redacted]";
    }
}
