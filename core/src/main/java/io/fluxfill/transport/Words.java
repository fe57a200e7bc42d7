package io.fluxfill.transport;

import io.fluxfill.ApiKey;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a server's words fit for a message: short, one line, and without secrets. */
final class Words {
    private static final int MAX = 2048;
    private static final Pattern DATA_URI =
            Pattern.compile("(?i)data:([\\w.+-]*\\\\?/[\\w.+-]*)?[;,][^\\s\"'<>]{0,1000000}");
    /** Possessive and to the end, so that a text of nothing but beginnings of URLs is not looked at again and again. */
    private static final Pattern URL = Pattern.compile("(?i)https?:(?:\\\\?/){2}[^\\s\"'<>]*+");

    private static final Pattern AUTHORIZATION = Pattern.compile("(?i)\\b(key|bearer)\\s+[\\w.:+/=-]{16,}");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+");

    private final String key;

    Words(ApiKey key) {
        this.key = key.reveal();
    }

    String safe(String text) {
        String result = text.length() > 64 * MAX ? text.substring(0, 64 * MAX) : text;
        result = withoutStart(result.replace(key, "[key]"), key);
        int colon = key.indexOf(':');
        if (colon >= 0 && key.length() - colon > 8) {
            String secret = key.substring(colon + 1);
            result = withoutStart(result.replace(secret, "[key]"), secret);
        }
        result = DATA_URI.matcher(result).replaceAll("data:…");
        result = URL.matcher(result).replaceAll(url -> Matcher.quoteReplacement(withoutQuery(url.group())));
        result = AUTHORIZATION.matcher(result).replaceAll("$1 [key]");
        result = INVISIBLE.matcher(result).replaceAll(" ").strip();
        return cut(result, MAX);
    }

    private static String withoutQuery(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query) + "?…";
    }

    /** A body that was cut may end within the key, and half a key is not recognised as one. */
    private static String withoutStart(String text, String secret) {
        for (int length = secret.length() - 1; length >= 6; length--) {
            if (text.endsWith(secret.substring(0, length))) {
                return text.substring(0, text.length() - length) + "[key]";
            }
        }
        return text;
    }

    /** A name or an id: as {@link #safe}, and not longer than names are. */
    @Nullable
    String shortened(@Nullable String name) {
        return name == null ? null : cut(safe(name), 100);
    }

    static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }
}
