package io.fluxfill.transport;

import io.fluxfill.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * An answer that was accepted and decoded.
 *
 * @param status the HTTP status
 * @param headers the first value of each header; names are found in any case
 * @param body the decoded body
 * @since 0.1
 */
public record HttpReply<T>(int status, Map<String, String> headers, T body) {
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,20}(\\.\\d{1,20})?");

    /** Makes the headers' names case-insensitive. */
    public HttpReply {
        if (!(headers instanceof ReplyHeaders)) {
            Map<String, String> insensitive = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            insensitive.putAll(headers);
            headers = Collections.unmodifiableMap(insensitive);
        }
    }

    /** A header, or null. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** How long the server asked to wait before the next call, if it did. */
    public @Nullable Duration retryAfter() {
        String asked = header("retry-after");
        return asked == null
                ? null
                : RetryAfter.parse(
                        asked, Instant.ofEpochMilli(Schedulers.parallel().now(TimeUnit.MILLISECONDS)));
    }

    /** The body as a result, with what fal says in headers. */
    public Reply<T> toReply() {
        return new Reply<>(body, header("x-fal-request-id"), decimal(header("x-fal-billable-units")));
    }

    /** A number of a header, or null. */
    static @Nullable BigDecimal decimal(@Nullable String header) {
        // A paid result must not break on a header that is only informational; and an exponent, which fal does not
        // write, could make a number that stops whoever rounds it.
        return header == null || !DECIMAL.matcher(header.strip()).matches() ? null : new BigDecimal(header.strip());
    }

    /** Without what it says: a body may hold pictures, and a header what only its receiver should know. */
    @Override
    public String toString() {
        return "HttpReply[" + status + ", headers " + headers.keySet() + "]";
    }
}
