package io.fluxfill.image;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Tells the formats that fal reads by their first bytes: a file's name may lie. */
final class MagicBytes {
    /** As many as are looked at. */
    static final int ENOUGH = 64;

    private MagicBytes() {}

    static @Nullable ImageFormat sniff(byte[] bytes) {
        if (starts(bytes, 0, "\u00ff\u00d8\u00ff")) {
            return ImageFormat.JPEG;
        }
        if (starts(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
            return ImageFormat.PNG;
        }
        if (starts(bytes, 0, "GIF87a") || starts(bytes, 0, "GIF89a")) {
            return ImageFormat.GIF;
        }
        if (starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP")) {
            return ImageFormat.WEBP;
        }
        if (starts(bytes, 4, "ftyp") && avif(bytes)) {
            return ImageFormat.AVIF;
        }
        return null;
    }

    /** Encoders name AVIF as the main brand, or a general one and AVIF among the compatible ones. */
    private static boolean avif(byte[] bytes) {
        int box = bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 0 ? bytes[3] & 255 : 255;
        for (int at = 8; at + 4 <= Math.max(12, Math.min(box, ENOUGH)); at += at == 8 ? 8 : 4) {
            if (starts(bytes, at, "avif") || starts(bytes, at, "avis")) {
                return true;
            }
        }
        return false;
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
