package io.fluxfill.image;

import org.jspecify.annotations.Nullable;

/**
 * The formats that fal reads. Source: fal's page of {@code fal-ai/flux-pro/v1/fill}.
 *
 * @since 0.1
 */
public enum ImageFormat {
    /** {@code image/jpeg}. */
    JPEG("image/jpeg"),
    /** {@code image/png}. */
    PNG("image/png"),
    /** {@code image/webp}. */
    WEBP("image/webp"),
    /** {@code image/gif}. */
    GIF("image/gif"),
    /** {@code image/avif}. */
    AVIF("image/avif");

    private final String mediaType;

    ImageFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The format that the first bytes of a file tell, a hundred of them at most, or null: a file's name may lie. */
    public static @Nullable ImageFormat of(byte[] start) {
        return MagicBytes.sniff(start);
    }

    /** The media type, for example {@code image/png}. */
    public String mediaType() {
        return mediaType;
    }
}
