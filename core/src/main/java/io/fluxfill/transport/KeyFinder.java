package io.fluxfill.transport;

import io.fluxfill.ApiKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the key in a server's words: as it is, with the escapes of URLs, JSON and HTML, and within Base64 or hexadecimal
 * digits. Of {@code id:secret} the secret alone is enough.
 */
final class KeyFinder {
    private static final String HIDDEN = "[key]";

    /** A shorter secret, or a shorter beginning of one, stands in too many texts by chance. */
    private static final int SHORTEST = 8;

    private final String key;
    private final String secret;
    private final Pattern plain;
    private final Pattern encoded;
    /** The secret, and what of it is in texts that hold it encoded. */
    private final List<String> traces;

    KeyFinder(ApiKey key) {
        this.key = key.reveal();
        String part = this.key.substring(this.key.indexOf(':') + 1);
        secret = part.length() < SHORTEST ? this.key : part;
        plain = Pattern.compile(escaped(this.key) + "|" + escaped(secret), Pattern.CASE_INSENSITIVE);
        Set<String> encodings = encodings(secret);
        encoded = Pattern.compile(
                encodings.stream().map(KeyFinder::escaped).collect(Collectors.joining("|")), Pattern.CASE_INSENSITIVE);
        traces = Stream.concat(Stream.of(secret), encodings.stream()).toList();
    }

    /** Each character as it is, or in one of its escapes. */
    private static String escaped(String text) {
        StringBuilder pattern = new StringBuilder();
        text.chars().forEach(c -> {
            String hex = String.format("%02x", c);
            pattern.append("(?:\\Q")
                    .append((char) c)
                    .append("\\E|%(?:25)*")
                    .append(hex)
                    .append("|\\\\+u00")
                    .append(hex)
                    .append("|&#x0*")
                    .append(hex)
                    .append(";|&#0*")
                    .append(c)
                    .append(";)");
        });
        return pattern.toString();
    }

    /** What of the secret is the same wherever in a longer text it stood when that was encoded. */
    private static Set<String> encodings(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.US_ASCII);
        Set<String> encodings = new LinkedHashSet<>();
        encodings.add(HexFormat.of().formatHex(bytes));
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            int whole = shifted.length / 3 * 3;
            String base64 = Base64.getEncoder().encodeToString(shifted).substring(before == 0 ? 0 : 4, whole / 3 * 4);
            encodings.add(base64);
            encodings.add(base64.replace('+', '-').replace('/', '_'));
        }
        return encodings;
    }

    /** The text without the key. */
    String hide(String text) {
        if (!mayHold(text)) {
            return hideBeginning(text);
        }
        String result = plain.matcher(text).replaceAll(HIDDEN);
        Matcher matcher = encoded.matcher(result);
        if (matcher.find()) {
            result = hideEncoded(result, matcher);
        }
        return hideBeginning(result);
    }

    /** Nearly no text does, and most are told at a glance from those that may. */
    private boolean mayHold(String text) {
        return text.indexOf('%') >= 0 || text.indexOf('\\') >= 0 || text.indexOf('&') >= 0 || holdsTrace(text);
    }

    private boolean holdsTrace(String text) {
        for (String trace : traces) {
            if (contains(text, trace)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(String text, String part) {
        int last = text.length() - part.length();
        for (int i = 0; i <= last; i++) {
            if (text.regionMatches(true, i, part, 0, part.length())) {
                return true;
            }
        }
        return false;
    }

    /** With what stands around it in the same encoding: that is the rest of it. */
    private static String hideEncoded(String text, Matcher matcher) {
        StringBuilder result = new StringBuilder();
        int done = 0;
        do {
            int first = matcher.start();
            if (first < done) {
                continue;
            }
            while (first > done && isDigit(text.charAt(first - 1))) {
                first--;
            }
            result.append(text.substring(done, first)).append(HIDDEN);
            done = matcher.end();
            while (done < text.length() && isDigit(text.charAt(done))) {
                done++;
            }
        } while (matcher.find());
        return result.append(text.substring(done)).toString();
    }

    private static boolean isDigit(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '/'
                || c == '-'
                || c == '_'
                || c == '=';
    }

    /** What a limit has cut off in the middle of the key. */
    private String hideBeginning(String text) {
        int cut = beginning(text, key);
        if (cut < 0) {
            cut = beginning(text, secret);
        }
        return cut < 0 ? text : text.substring(0, cut) + HIDDEN;
    }

    /** Where the text ends with a beginning of the whole, or -1. */
    private static int beginning(String text, String whole) {
        for (int length = Math.min(whole.length() - 1, text.length()); length >= SHORTEST; length--) {
            if (text.regionMatches(true, text.length() - length, whole, 0, length)) {
                return text.length() - length;
            }
        }
        return -1;
    }
}
