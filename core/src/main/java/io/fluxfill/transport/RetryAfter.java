package io.fluxfill.transport;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the header of that name: seconds, or an HTTP date (RFC 9110, 10.2.3). */
final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("(\\d+)(?:\\.\\d+)?");
    private static final long MAX_SECONDS = Duration.ofDays(365).toSeconds();

    private RetryAfter() {}

    static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String value = header.strip();
        Matcher seconds = SECONDS.matcher(value);
        if (seconds.matches()) {
            String whole = seconds.group(1);
            // A number too large to parse asks for a long wait, and not for none. Part of a second is not in the
            // standard, and what is meant is clear: not earlier.
            long rounded = whole.length() > 18
                    ? MAX_SECONDS
                    : Long.parseLong(whole) + (seconds.end(1) < value.length() ? 1 : 0);
            return Duration.ofSeconds(Math.min(rounded, MAX_SECONDS));
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
