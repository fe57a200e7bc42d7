package io.fluxfill.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Spoils what is right, by its bytes or by its structure; the same seed spoils it the same way. */
final class Mutator {
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "true",
            "-",
            "1e999",
            "\\u0000",
            "\\ud800",
            "\u0000",
            "\r\n",
            "\r\n\r\n",
            "\n\n",
            "data:",
            "data: ",
            "event: ",
            "id: ",
            ": ",
            "\ufeff",
            "\u2028",
            "http://",
            "data:image/png;base64,",
            "Content-Length: 5\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Content-Encoding: gzip\r\n",
            "HTTP/1.1 ",
            "0\r\n\r\n",
            "ffffffffffffffff\r\n",
            "99999999999999999999",
            "%",
            "$1",
            "\\",
            "detail",
            "images",
            "url");

    private final SplittableRandom random;

    Mutator(long seed) {
        random = new SplittableRandom(seed);
    }

    SplittableRandom random() {
        return random;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A document with some of its values replaced, as JSON, and perhaps with some of its bytes spoiled. */
    byte[] json(String valid) {
        byte[] bytes = valid.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(3) > 0) {
            Object document = JsonCodec.document().decode(bytes);
            for (int i = random.nextInt(4); i > 0; i--) {
                document = replaced(document);
            }
            bytes = JsonCodec.encode(document == null ? Map.of() : document);
        }
        return random.nextInt(3) > 0 ? bytes : bytes(bytes);
    }

    private @Nullable Object replaced(@Nullable Object node) {
        if (node instanceof Map<?, ?> map && !map.isEmpty() && random.nextInt(8) > 0) {
            Map<Object, @Nullable Object> copy = new LinkedHashMap<>(map);
            Object key = oneOf(new ArrayList<>(copy.keySet()));
            switch (random.nextInt(6)) {
                case 0 -> copy.remove(key);
                case 1 -> copy.put(oneOf(TOKENS), copy.remove(key));
                case 2 -> copy.put(oneOf(TOKENS), value());
                default -> copy.put(key, replaced(copy.get(key)));
            }
            return copy;
        }
        if (node instanceof List<?> list && !list.isEmpty() && random.nextInt(8) > 0) {
            List<@Nullable Object> copy = new ArrayList<>(list);
            int at = random.nextInt(copy.size());
            switch (random.nextInt(4)) {
                case 0 -> copy.remove(at);
                case 1 -> copy.add(at, value());
                default -> copy.set(at, replaced(copy.get(at)));
            }
            return copy;
        }
        return value();
    }

    private @Nullable Object value() {
        return switch (random.nextInt(14)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong();
            case 3 -> random.nextDouble();
            case 4 -> Double.MAX_VALUE;
            case 5 -> new java.math.BigInteger("9".repeat(1 + random.nextInt(900)));
            case 6 -> List.of();
            case 7 -> Map.of();
            case 8 -> nested(1 + random.nextInt(450));
            case 9 -> oneOf(TOKENS).repeat(1 + random.nextInt(3000));
            case 10 -> "";
            case 11 -> List.of(Map.of("loc", List.of(1, "a", List.of()), "msg", 7, "type", "content_policy_violation"));
            case 12 -> String.valueOf((char) random.nextInt(0xffff));
            default -> oneOf(TOKENS);
        };
    }

    private static Object nested(int depth) {
        Object inner = List.of();
        for (int i = 0; i < depth; i++) {
            inner = i % 2 == 0 ? List.of(inner) : Map.of("a", inner);
        }
        return inner;
    }

    /** Some bytes changed, lost, doubled or put in. */
    byte[] bytes(byte[] valid) {
        byte[] bytes = valid;
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes = spoiled(bytes);
        }
        return bytes;
    }

    private byte[] spoiled(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int to = at + random.nextInt(Math.min(40, bytes.length - at) + 1);
        byte[] token = oneOf(TOKENS).getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(7)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
            case 2 -> joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
            case 3 -> joined(joined(Arrays.copyOf(bytes, at), token), Arrays.copyOfRange(bytes, at, bytes.length));
            case 4 -> joined(joined(Arrays.copyOf(bytes, at), token), Arrays.copyOfRange(bytes, to, bytes.length));
            default -> {
                byte[] copy = bytes.clone();
                if (at < copy.length) {
                    copy[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : copy[at] ^ 1 << random.nextInt(8));
                }
                yield copy;
            }
        };
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** The same bytes in parts, as a network would bring them. */
    List<byte[]> cut(byte[] bytes) {
        List<byte[]> parts = new ArrayList<>();
        int most = random.nextBoolean() ? bytes.length + 1 : 16;
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + 1 + random.nextInt(most));
            parts.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return parts;
    }

    /** Text that is one of these, or not quite. */
    String text(List<String> valid) {
        byte[] bytes = oneOf(valid).getBytes(StandardCharsets.UTF_8);
        return new String(random.nextInt(3) > 0 ? bytes : bytes(bytes), StandardCharsets.UTF_8);
    }
}
