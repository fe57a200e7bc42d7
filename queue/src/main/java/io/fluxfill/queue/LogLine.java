package io.fluxfill.queue;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A line that the model wrote while it worked.
 *
 * @param message the text; it may have several lines
 * @param timestamp when it was written, as fal sent it
 * @param level fal's word, for example {@code INFO} or {@code STDERR}
 * @param source fal's word, for example {@code USER}
 * @since 0.1
 */
public record LogLine(
        String message,
        @Nullable String timestamp,
        @Nullable String level,
        @Nullable String source) {
    /** The timestamp as a point in time, or null if it is missing or not one. */
    public @Nullable Instant instant() {
        if (timestamp == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(timestamp).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
