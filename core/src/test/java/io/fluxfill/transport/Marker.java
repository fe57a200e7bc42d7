package io.fluxfill.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A key that is easy to find, whatever it is written in. */
final class Marker {
    static final String SECRET = "MARKERSECRET0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    static final String KEY = "marker-id-1234:" + SECRET;

    private static final List<String> TRACES = traces();

    private Marker() {}

    /** The ways in which a server may repeat what it was sent, by name. */
    static Map<String, String> echoes() {
        String header = "Key " + KEY;
        return Map.ofEntries(
                Map.entry("header", header),
                Map.entry("key", KEY),
                Map.entry("secret", "the secret is " + SECRET + "!"),
                Map.entry("url", header.replace(" ", "%20").replace(":", "%3A")),
                Map.entry("percent", each(KEY, c -> "%%%02X".formatted(c))),
                Map.entry("twice percent", each(KEY, c -> "%%25%02x".formatted(c))),
                Map.entry("json", each(KEY, c -> "\\u%04x".formatted(c))),
                Map.entry("json in json", each(KEY, c -> "\\\\u%04X".formatted(c))),
                Map.entry("html", each(KEY, "&#%d;"::formatted)),
                Map.entry("html hex", each(KEY, "&#x%x;"::formatted)),
                Map.entry("base64 of key", base64(KEY)),
                Map.entry("base64 of header", base64(header)),
                Map.entry("base64 of secret", base64("x" + SECRET)),
                Map.entry("hex", HexFormat.of().formatHex(KEY.getBytes(StandardCharsets.US_ASCII))),
                Map.entry("lower case", header.toLowerCase(Locale.ROOT)));
    }

    private static String each(String text, IntFunction<String> encoding) {
        return text.chars().mapToObj(encoding).collect(Collectors.joining());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sixteen characters of the secret suffice, in lower case and with all escapes alike. */
    private static List<String> traces() {
        List<String> traces = new ArrayList<>();
        for (int start : new int[] {0, 12, SECRET.length() - 16}) {
            String part = SECRET.substring(start, start + 16);
            traces.add(part.toLowerCase(Locale.ROOT));
            traces.add(HexFormat.of().formatHex(part.getBytes(StandardCharsets.US_ASCII)));
            for (int shift = 0; shift < 3; shift++) {
                String encoded = base64("x".repeat(shift) + part);
                traces.add(encoded.substring(4, encoded.length() - 4).toLowerCase(Locale.ROOT));
            }
        }
        return List.copyOf(traces);
    }

    /** What of the key is found in a text, or null. */
    static @Nullable String in(String text) {
        String plain = text.toLowerCase(Locale.ROOT)
                .replaceAll("%(?:25)*([0-9a-f]{2})|\\\\+u00([0-9a-f]{2})|&#x([0-9a-f]{2});", "\u0001$1$2$3;");
        StringBuilder decoded = new StringBuilder();
        Matcher matcher = Pattern.compile("\u0001([0-9a-f]{2});|&#(\\d{2,3});").matcher(plain);
        while (matcher.find()) {
            int character = matcher.group(1) != null
                    ? Integer.parseInt(matcher.group(1), 16)
                    : Integer.parseInt(matcher.group(2));
            matcher.appendReplacement(decoded, Matcher.quoteReplacement(String.valueOf((char) character)));
        }
        matcher.appendTail(decoded);
        String found = decoded.toString().toLowerCase(Locale.ROOT);
        return TRACES.stream().filter(found::contains).findFirst().orElse(null);
    }
}
