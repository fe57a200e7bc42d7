package io.fluxfill.fill;

import io.fluxfill.transport.ContentUrl;
import org.jspecify.annotations.Nullable;

/**
 * One finished picture.
 *
 * @param source where it is: an http(s) URL, to be fetched soon because results expire; with {@code sync_mode} the
 *     picture itself
 * @param width pixels, if fal said; do not assume the size of the input
 * @param height pixels, if fal said
 * @param contentType the media type, if fal said
 * @param fileName fal's name for it, if any; never use it as a path
 * @param fileSize bytes, if fal said
 * @param nsfw whether moderation flagged it: it may be black, and it may be billed
 * @since 0.1
 */
public record FilledImage(
        ContentUrl source,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable String contentType,
        @Nullable String fileName,
        @Nullable Long fileSize,
        boolean nsfw) {
    /** A picture at a URL, which may be a data URI. */
    public FilledImage(
            String url,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable String contentType,
            @Nullable String fileName,
            @Nullable Long fileSize,
            boolean nsfw) {
        this(ContentUrl.of(url), width, height, contentType, fileName, fileSize, nsfw);
    }

    /** Whether the picture came within the reply, so that nothing has to be fetched. */
    public boolean isInline() {
        return source.isInline();
    }

    /**
     * An http(s) URL, or a data URI with {@code sync_mode}. The latter is put together anew by every call and may be
     * large: {@code storage.download} gives the bytes without it.
     */
    public String url() {
        return source.url();
    }

    /** Without the content of a data URI and without a query. */
    @Override
    public String toString() {
        return "FilledImage[" + source + ", " + width + "x" + height + ", " + contentType + (nsfw ? ", nsfw" : "")
                + "]";
    }
}
