package io.fluxfill.image;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Tells the formats that fal reads by their first bytes: a file's name may lie. */
final class MediaTypes {
    private MediaTypes() {}

    static @Nullable String sniff(byte[] bytes) {
        if (starts(bytes, 0, "\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (starts(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
            return "image/png";
        }
        if (starts(bytes, 0, "GIF87a") || starts(bytes, 0, "GIF89a")) {
            return "image/gif";
        }
        if (starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP")) {
            return "image/webp";
        }
        if (starts(bytes, 4, "ftypavif") || starts(bytes, 4, "ftypavis")) {
            return "image/avif";
        }
        return null;
    }

    private static boolean starts(byte[] bytes, int offset, String latin1) {
        byte[] expected = latin1.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < offset + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes[offset + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
