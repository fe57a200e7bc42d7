package io.fluxfill.transport;

import io.fluxfill.ApiKey;
import java.util.regex.Pattern;

/** Makes a server's words fit for a message: short, one line, and without secrets. */
final class Words {
    private static final int MAX = 2048;
    private static final Pattern DATA_URI = Pattern.compile("data:[\\w.+-]*/[\\w.+-]*[;,][^\\s\"'<>]{0,1000000}");
    private static final Pattern QUERY = Pattern.compile("(https?://[^\\s\"'<>?]*)\\?[^\\s\"'<>]*");
    private static final Pattern AUTHORIZATION = Pattern.compile("(?i)\\b(key|bearer)\\s+[\\w.:+/=-]{16,}");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s]+");

    private final String key;

    Words(ApiKey key) {
        this.key = key.reveal();
    }

    String safe(String text) {
        String result = text.length() > 64 * MAX ? text.substring(0, 64 * MAX) : text;
        result = result.replace(key, "[key]");
        int colon = key.indexOf(':');
        if (colon >= 0 && key.length() - colon > 8) {
            result = result.replace(key.substring(colon + 1), "[key]");
        }
        result = DATA_URI.matcher(result).replaceAll("data:…");
        result = QUERY.matcher(result).replaceAll("$1?…");
        result = AUTHORIZATION.matcher(result).replaceAll("$1 [key]");
        result = INVISIBLE.matcher(result).replaceAll(" ").strip();
        return result.length() <= MAX ? result : result.substring(0, MAX - 1) + "…";
    }
}
