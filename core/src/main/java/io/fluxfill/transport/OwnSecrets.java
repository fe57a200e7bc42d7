package io.fluxfill.transport;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one call was given instead of the key, and a server may repeat: the token in its headers, the signature in its
 * address. Messages are to hold neither.
 */
final class OwnSecrets {
    private static final String HIDDEN = "[token]";
    private static final Pattern SEPARATOR = Pattern.compile("[&=]");

    /** A shorter part of a query is a word of everyday use, and opens nothing. */
    private static final int SHORTEST = 16;

    private final Set<String> secrets = new LinkedHashSet<>();

    private OwnSecrets() {}

    static OwnSecrets of(Call<?> call) {
        OwnSecrets own = new OwnSecrets();
        String authorization = call.headers().get("Authorization");
        if (authorization != null) {
            own.secrets.add(authorization.substring(authorization.indexOf(' ') + 1));
        }
        if (call.origin() == null) {
            own.addQuery(URI.create(call.address()).getRawQuery());
        }
        return own;
    }

    private void addQuery(@Nullable String query) {
        if (query == null) {
            return;
        }
        for (String part : SEPARATOR.split(query, -1)) {
            if (part.length() >= SHORTEST) {
                secrets.add(part);
                try {
                    secrets.add(URLDecoder.decode(part, StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    // What nobody can decode is not repeated decoded either.
                }
            }
        }
    }

    byte[] hiddenIn(byte[] body) {
        if (secrets.isEmpty()) {
            return body;
        }
        // Each byte is one character and stays what it is.
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String hidden = hiddenIn(text);
        return hidden.equals(text) ? body : hidden.getBytes(StandardCharsets.ISO_8859_1);
    }

    Map<String, String> hiddenIn(Map<String, String> headers) {
        if (secrets.isEmpty()) {
            return headers;
        }
        Map<String, String> hidden = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> hidden.put(name, hiddenIn(value)));
        return hidden;
    }

    private String hiddenIn(String text) {
        String hidden = text;
        for (String secret : secrets) {
            hidden = hidden.replace(secret, HIDDEN);
        }
        return hidden;
    }
}
