package io.fluxfill.image;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How pictures become the URLs that a request names.
 *
 * @since 0.1
 */
public interface ImageUrls {

    /**
     * The URL of a picture. Cold; files are read on {@code boundedElastic}. A picture that cannot be read ends in an
     * {@link io.fluxfill.error.InvalidRequestException}.
     *
     * @param field the field of the request that will hold it, for error messages
     */
    Mono<String> urlOf(String field, ImageSource source);

    /**
     * Looks at a picture and its mask before anything is sent: whether they are pictures that fal reads, of one size as
     * people see them, not too large, and whether the mask has something to repaint and something to keep. What is
     * wrong ends in an {@link io.fluxfill.error.InvalidRequestException} for {@code image_url} or {@code mask_url}.
     *
     * <p>What is remote, or cannot be decoded here, is left to fal: sizes are told only with the optional library (see
     * {@link ImageHeader}), and masks are decoded only with the module {@code java.desktop} and a reader for their
     * format. Cold; it works on a few threads of its own
     * ({@code fluxfill-mask}), and signals on {@code boundedElastic}. By default nothing is looked at.
     */
    default Mono<Void> check(ImageSource image, ImageSource mask) {
        return Mono.empty();
    }

    /**
     * Sends local pictures within the request, as data URIs, and looks at nothing but their format.
     *
     * @param limit the longest data URI, in characters
     */
    static ImageUrls inline(int limit) {
        return new LocalImages(limit, limit, null, null);
    }

    /**
     * Looks at pictures, sends small local ones within the request and uploads the others.
     *
     * @param inlineUpTo the largest file that travels within the request, in bytes, if there are uploads
     * @param inlineLimit the longest data URI, in characters
     * @param maxPixels the most pixels that a picture may have
     * @param uploads how to upload; without it, local pictures travel within the request up to {@code inlineLimit}
     * @throws IllegalArgumentException if a limit is negative
     */
    static ImageUrls of(int inlineUpTo, int inlineLimit, long maxPixels, @Nullable Uploads uploads) {
        if (inlineUpTo < 0 || inlineLimit < 0 || maxPixels < 0) {
            throw new IllegalArgumentException("inlineUpTo, inlineLimit and maxPixels are 0 or more.");
        }
        return new LocalImages(inlineUpTo, inlineLimit, new Preflight(maxPixels), uploads);
    }

    /**
     * Brings local pictures to where fal can fetch them.
     *
     * @since 0.1
     */
    @FunctionalInterface
    interface Uploads {
        /**
         * Uploads a picture and gives the URL that fal fetches it from. Cold. It is subscribed to on
         * {@code boundedElastic}.
         *
         * @param local a file or bytes
         * @param mediaType told by the bytes, for example {@code image/png}
         */
        Mono<String> upload(ImageSource local, String mediaType);
    }
}
