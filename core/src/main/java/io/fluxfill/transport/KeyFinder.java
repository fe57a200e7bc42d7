package io.fluxfill.transport;

import io.fluxfill.ApiKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    /** No encoding of the secret is shorter than this. */
    private final int shortest;

    KeyFinder(ApiKey key) {
        this.key = key.reveal();
        String part = this.key.substring(this.key.indexOf(':') + 1);
        secret = part.length() < SHORTEST ? this.key : part;
        // In Base64 it may stand with its ends in groups of digits that also say something else: those do not count.
        shortest = Math.min(secret.length(), (secret.length() - 2) / 3 * 4);
        plain = Pattern.compile(escaped(this.key) + "|" + escaped(secret), Pattern.CASE_INSENSITIVE);
        encoded = Pattern.compile(String.join("|", encodings(secret)), Pattern.CASE_INSENSITIVE);
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
            encodings.add(escaped(base64));
            encodings.add(escaped(base64.replace('+', '-').replace('/', '_')));
        }
        return encodings;
    }

    /** The text without the key. */
    String hide(String text) {
        if (text.length() < shortest) {
            return hideBeginning(text);
        }
        String result = plain.matcher(text).replaceAll(HIDDEN);
        Matcher matcher = encoded.matcher(result);
        if (matcher.find()) {
            result = hideEncoded(result, matcher);
        }
        return hideBeginning(result);
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
        for (String whole : new String[] {key, secret}) {
            for (int length = Math.min(whole.length() - 1, text.length()); length >= SHORTEST; length--) {
                if (text.regionMatches(true, text.length() - length, whole, 0, length)) {
                    return text.substring(0, text.length() - length) + HIDDEN;
                }
            }
        }
        return text;
    }
}
