package io.fluxfill.image;

import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * What the first bytes of a picture say: its format, its size, and how the camera was held. It is read without decoding
 * the picture; whatever a header claims costs neither memory nor time.
 *
 * <p>It needs {@code com.drewnoakes:metadata-extractor} on the class path, an optional dependency.
 *
 * @param format told by the bytes, not by a name
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param orientation how to turn the stored picture upright: EXIF's number, 1 (upright) to 8. For AVIF it is made of the
 *     rotation and mirroring of the container, which hold there in place of EXIF
 * @since 0.1
 */
public record ImageHeader(ImageFormat format, int width, int height, int orientation) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a size is below 1, or the orientation is not 1 to 8
     */
    public ImageHeader {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("A picture is at least 1×1, not " + width + "×" + height + ".");
        }
        if (orientation < 1 || orientation > 8) {
            throw new IllegalArgumentException("An orientation is 1 to 8, not " + orientation + ".");
        }
    }

    /** The width as people see it. */
    public int uprightWidth() {
        return turned() ? height : width;
    }

    /** The height as people see it. */
    public int uprightHeight() {
        return turned() ? width : height;
    }

    /** How many pixels. */
    public long pixels() {
        return (long) width * height;
    }

    /** How many millions of pixels. */
    public double megapixels() {
        return pixels() / 1e6;
    }

    private boolean turned() {
        return orientation >= 5;
    }

    /**
     * The header of a picture. Cold; files are read on {@code boundedElastic}, at most 1 MiB of them. Empty for a
     * picture that is not here (an {@code http} URL), for a header that does not end within that, and without the
     * optional library. What is no picture that fal reads, is damaged, or cannot be read at all ends in an
     * {@link InvalidRequestException}.
     */
    public static Mono<ImageHeader> read(ImageSource source) {
        if (LocalPicture.isRemote(source)) {
            return Mono.empty();
        }
        return Disk.work(
                Mono.defer(() -> Mono.justOrEmpty(LocalPicture.of("", source).header())));
    }

    /**
     * The header at the start of a picture, of which only the first bytes need to be there: 64 KiB are nearly always
     * enough. An orientation that is stored further behind is not seen. Does not block.
     *
     * @throws InvalidRequestException if it is no picture that fal reads, or its size does not stand in these bytes
     * @throws IllegalStateException if the optional library is not on the class path
     */
    public static ImageHeader parse(byte[] start) {
        if (!HeaderLibrary.PRESENT) {
            throw new IllegalStateException("Reading headers needs " + HeaderLibrary.NAME + " on the class path.");
        }
        ImageHeader header = LocalPicture.of("", ImageSource.bytes(start)).header();
        if (header == null) {
            throw new InvalidRequestException(
                    "The size of the picture does not stand in its first " + start.length + " bytes.",
                    List.of(),
                    FalException.Origin.LOCAL,
                    null);
        }
        return header;
    }

    /** The size as stored, for messages. */
    String stored() {
        return width + "×" + height;
    }

    /** The upright size, for messages. */
    String upright() {
        return uprightWidth() + "×" + uprightHeight();
    }
}
