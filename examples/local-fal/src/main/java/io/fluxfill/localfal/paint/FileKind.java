package io.fluxfill.localfal.paint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/** What the first bytes of a file say that it is. */
enum FileKind {
    JPEG("jpeg"),
    PNG("png"),
    WEBP("webp"),
    GIF("gif"),
    AVIF("avif"),
    OTHER("");

    static final List<String> SUPPORTED = List.of("jpeg", "png", "webp", "gif");

    private static final int BRAND = 8;
    private static final int COMPATIBLE_BRANDS = 16;

    private final String readerName;

    FileKind(String readerName) {
        this.readerName = readerName;
    }

    /** The name under which ImageIO knows the reader. */
    String readerName() {
        return readerName;
    }

    static FileKind of(byte[] file) {
        if (has(file, 0, "\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (has(file, 0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (has(file, 0, "RIFF") && has(file, 8, "WEBP")) {
            return WEBP;
        }
        if (has(file, 0, "GIF87a") || has(file, 0, "GIF89a")) {
            return GIF;
        }
        return has(file, 4, "ftyp") && isAvif(file) ? AVIF : OTHER;
    }

    private static boolean isAvif(byte[] file) {
        int end = Math.min(file.length, (file[2] & 0xff) << 8 | (file[3] & 0xff));
        for (int at = COMPATIBLE_BRANDS; at + 4 <= end; at += 4) {
            if (isAvifBrand(file, at)) {
                return true;
            }
        }
        return isAvifBrand(file, BRAND);
    }

    private static boolean isAvifBrand(byte[] file, int at) {
        return has(file, at, "avif") || has(file, at, "avis");
    }

    private static boolean has(byte[] file, int at, String magic) {
        return file.length >= at + magic.length() && new String(file, at, magic.length(), ISO_8859_1).equals(magic);
    }
}
