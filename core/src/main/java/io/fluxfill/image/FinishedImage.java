package io.fluxfill.image;

import java.nio.file.Path;
import reactor.core.publisher.Mono;

/**
 * A picture with its fill in place and everything else as it was.
 *
 * @param picture the whole picture, upright, in the original's size or that of its extended canvas
 * @param outsideChange how far the model's own picture differed from the original outside of the mask: it tells whether
 *     the mask was heeded
 * @since 0.1
 */
public record FinishedImage(Picture picture, OutsideChange outsideChange) {

    /** As {@link Picture#toPng()}. */
    public byte[] toPng() {
        return picture.toPng();
    }

    /** As {@link Picture#writeTo}. */
    public Mono<Path> writeTo(Path target) {
        return picture.writeTo(target);
    }
}
