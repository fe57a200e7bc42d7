package io.fluxfill.image;

import java.awt.image.BufferedImage;
import reactor.core.publisher.Mono;

/**
 * How a picture file becomes a {@link Picture}: turned upright as its EXIF orientation says, with 8 bits for each of
 * red, green and blue. Of an animation it takes the first frame.
 *
 * <p>It needs the module {@code java.desktop} and, as optional dependencies, {@code com.drewnoakes:metadata-extractor}
 * for headers, {@code com.twelvemonkeys.imageio:imageio-webp} for WebP and {@code com.twelvemonkeys.imageio:imageio-jpeg}
 * for JPEGs in CMYK. AVIF needs a reader of yours that ImageIO finds. Decoders of lossy files differ by some levels.
 *
 * <p>CMYK is converted without its profile's help where it has none, and taken for inverted, as Adobe writes it, whether
 * or not its marker says so. An orientation tag is believed; the profile of a file is found if it is at most about a MiB.
 *
 * <p>Memory: a picture is decoded whole or, if it is a large PNG, in parts of 128 MiB. For each pixel it takes three bytes
 * for the result and, while it is decoded, as many as the file's samples have, four for WebP. At most four pictures, and
 * no more than there are processors, are worked on by publishers at once, on threads of their own
 * ({@code fluxfill-picture}), which all of a process share; others wait for these, and hold no thread. What comes
 * of it is signalled on {@code boundedElastic}.
 *
 * @since 0.1
 */
public final class Upright {
    private static final Upright DEFAULT = builder().build();

    private final int background;
    private final Profile profile;
    private final int maxMegapixels;

    private Upright(Builder builder) {
        background = builder.background;
        profile = builder.profile;
        maxMegapixels = builder.maxMegapixels;
    }

    /** What becomes of the ICC profile, which tells what the samples mean. */
    public enum Profile {
        /** The samples stay as stored, which is what the model works on, and the profile goes along. */
        KEEP,
        /** The samples stay as stored and are taken for sRGB. */
        DROP,
        /** The samples are converted to sRGB, and the profile is gone. */
        TO_SRGB
    }

    /** With every option at its default. */
    public static Upright create() {
        return DEFAULT;
    }

    /** Starts with every option at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /** The colour under transparent pixels, as 0xRRGGBB. Default: white. */
    public int background() {
        return background;
    }

    /** What becomes of the ICC profile. Default: it is kept. */
    public Profile profile() {
        return profile;
    }

    /** The most millions of pixels that a picture may have: larger ones are refused before they are decoded. Default: 50. */
    public int maxMegapixels() {
        return maxMegapixels;
    }

    long maxPixels() {
        return maxMegapixels * 1_000_000L;
    }

    /**
     * The picture. Cold; it reads and decodes on the threads for pictures, and a cancel ends that soon. What cannot be
     * decoded ends in an {@link io.fluxfill.error.InvalidRequestException}: a picture that is too large, damaged, cut
     * off, or of a format without a reader here, and one at an {@code http} URL, as its pixels are needed here.
     */
    public Mono<Picture> read(ImageSource source) {
        return PictureReader.work(() -> PictureReader.picture(source, this));
    }

    /**
     * As {@link #read}, of the bytes of a picture file. Blocks while it decodes.
     *
     * @throws io.fluxfill.error.InvalidRequestException if they cannot be decoded
     */
    public Picture decode(byte[] file) {
        return PictureReader.picture(ImageSource.bytes(file), this);
    }

    /** As {@link Picture#of}, with these options. CPU work. */
    public Picture picture(BufferedImage image) {
        return PictureSink.picture(image, this);
    }

    /** Collects the options. */
    public static final class Builder {
        private int background = 0xFFFFFF;
        private Profile profile = Profile.KEEP;
        private int maxMegapixels = 50;

        private Builder() {}

        /** See {@link Upright#background()}. */
        public Builder background(int rgb) {
            background = rgb & 0xFFFFFF;
            return this;
        }

        /** See {@link Upright#profile()}. */
        public Builder profile(Profile profile) {
            this.profile = profile;
            return this;
        }

        /**
         * See {@link Upright#maxMegapixels()}.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Builder maxMegapixels(int megapixels) {
            if (megapixels < 1) {
                throw new IllegalArgumentException("maxMegapixels is at least 1, not " + megapixels + ".");
            }
            maxMegapixels = megapixels;
            return this;
        }

        /** The options. */
        public Upright build() {
            return new Upright(this);
        }
    }
}
