package io.fluxfill.image;

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
     * Sends local pictures within the request, as data URIs.
     *
     * @param limit the longest data URI, in characters
     */
    static ImageUrls inline(int limit) {
        return new InlineImages(limit);
    }
}
