package io.fluxfill.playground;

import org.jspecify.annotations.Nullable;

/**
 * A finished picture.
 *
 * @param index its place in the result
 * @param url where it is
 * @param width pixels
 * @param height pixels
 * @param contentType its media type
 * @param nsfw whether moderation flagged it
 * @param outsideChange how much the model changed what the mask keeps
 */
record ImageView(
        int index,
        String url,
        int width,
        int height,
        String contentType,
        boolean nsfw,
        @Nullable OutsideView outsideChange) {
    /**
     * How much the model changed what the mask keeps, of 255 levels.
     *
     * @param mean on average
     * @param max at most
     * @param changedShare the share, 0 to 1, of pixels that changed visibly
     */
    record OutsideView(double mean, int max, double changedShare) {}
}
