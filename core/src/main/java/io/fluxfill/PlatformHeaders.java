package io.fluxfill;

import io.fluxfill.transport.JsonCodec;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How fal's headers are written. */
final class PlatformHeaders {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Set<String> OWNED = Set.of(
            "authorization",
            "accept",
            "accept-encoding",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    private PlatformHeaders() {}

    /** Plain decimal seconds: fal reads neither exponents nor units. */
    static String seconds(Duration duration) {
        // To the nanosecond: cut to milliseconds, what is just above fal's least timeout would be it, and be refused.
        BigDecimal seconds = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        return seconds.stripTrailingZeros().toPlainString();
    }

    static String json(Map<String, ?> document) {
        // A header is ASCII; JSON can say everything else by escapes, and these documents have nothing else.
        return new String(JsonCodec.encode(document), StandardCharsets.UTF_8);
    }

    static String retryConfig(Map<String, Integer> retries) {
        Map<String, Object> document = new TreeMap<>();
        retries.forEach((kind, count) -> document.put(kind, Map.of("retries", count)));
        return json(document);
    }

    static String tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining(","));
    }

    static String checkValue(String what, String value) {
        if (value.isBlank() || !value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("The " + what + " is blank or holds a character that no header may carry"
                    + " (printable ASCII only).");
        }
        return value;
    }

    static String checkCustomName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException("Not the name of an HTTP header.");
        }
        if (OWNED.contains(lower) || lower.startsWith("x-fal-")) {
            throw new IllegalArgumentException("The header " + name + " belongs to the client or to the platform.");
        }
        return name;
    }
}
