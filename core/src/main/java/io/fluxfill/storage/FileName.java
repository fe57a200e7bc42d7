package io.fluxfill.storage;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Names as a header can carry them, and as no server can take them for a path. */
final class FileName {
    private static final int MAX = 150;

    private FileName() {}

    static String of(@Nullable String name, String mediaType) {
        String safe = name == null ? "" : safe(name);
        if (!safe.replace(".", "").isBlank()) {
            return safe;
        }
        String subtype = mediaType.replaceFirst("^[^/]*/", "").replaceFirst("[^A-Za-z0-9].*$", "");
        return "upload." + (subtype.isEmpty() || subtype.equals("octet") ? "bin" : subtype);
    }

    private static String safe(String name) {
        int[] characters = name.strip().codePoints().toArray();
        StringBuilder safe = new StringBuilder();
        // Of a long one the end is kept: it says what it is.
        for (int i = Math.max(0, characters.length - MAX); i < characters.length; i++) {
            int c = characters[i];
            if (c == '/' || c == '\\') {
                safe.append('_');
            } else if (c >= 0x20 && c < 0x7f && c != '%') {
                safe.append((char) c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    safe.append(String.format("%%%02X", b));
                }
            }
        }
        return safe.toString().strip();
    }
}
