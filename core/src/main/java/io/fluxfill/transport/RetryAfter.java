package io.fluxfill.transport;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads the header of that name: seconds, or an HTTP date (RFC 9110, 10.2.3). */
final class RetryAfter {
    private static final long MAX_SECONDS = Duration.ofDays(365).toSeconds();

    private RetryAfter() {}

    static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String value = header.strip();
        if (value.matches("\\d+")) {
            // A number too large to parse asks for a long wait, and not for none.
            return Duration.ofSeconds(value.length() > 18 ? MAX_SECONDS : Math.min(Long.parseLong(value), MAX_SECONDS));
        }
        try {
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return then.isBefore(now) ? Duration.ZERO : Duration.between(now, then);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
