package io.fluxfill.fill;

import org.jspecify.annotations.Nullable;

/**
 * One finished picture.
 *
 * @param url where it is: an http(s) URL, or a data URI with {@code sync_mode}; fetch it soon, results expire
 * @param width pixels, if fal said; do not assume the size of the input
 * @param height pixels, if fal said
 * @param contentType the media type, if fal said
 * @param fileName fal's name for it, if any; never use it as a path
 * @param fileSize bytes, if fal said
 * @param nsfw whether moderation flagged it: it may be black, and it may be billed
 * @since 0.1
 */
public record FilledImage(
        String url,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable String contentType,
        @Nullable String fileName,
        @Nullable Long fileSize,
        boolean nsfw) {
    /** Without the content of a data URI and without a query. */
    @Override
    public String toString() {
        String shown =
                url.startsWith("data:") ? "data URI of " + url.length() + " characters" : url.replaceAll("\\?.*", "?…");
        return "FilledImage[" + shown + ", " + width + "x" + height + ", " + contentType + (nsfw ? ", nsfw" : "") + "]";
    }
}
