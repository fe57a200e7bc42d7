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

    private final KeyFinder key;

    Words(ApiKey key) {
        this.key = new KeyFinder(key);
    }

    /** The same text without the key, and otherwise as it is. */
    String withoutKey(String text) {
        return key.hide(text);
    }

    String safe(String text) {
        String result = key.hide(text.length() > 64 * MAX ? text.substring(0, 64 * MAX) : text);
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

    /** A name or an id: as {@link #safe}, and not longer than names are. */
    @Nullable
    String shortened(@Nullable String name) {
        return name == null ? null : cut(safe(name), 100);
    }

    static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }
}
