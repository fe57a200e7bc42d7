package io.fluxfill.image;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A decoded picture: upright, 8 bits for each of red, green and blue, no alpha. It does not change, and takes three
 * bytes per pixel. Two are equal if their pixels are; the profile does not count.
 *
 * <p>{@link Upright} makes one of a file. Encoding and decoding need the module {@code java.desktop}.
 *
 * @since 0.1
 */
public final class Picture {
    private final int width;
    private final int height;
    private final byte[] samples;
    private final byte @Nullable [] profile;

    private Picture(int width, int height, byte[] samples, byte @Nullable [] profile) {
        this.width = width;
        this.height = height;
        this.samples = samples;
        this.profile = profile;
    }

    /** Takes the array as it is, three bytes per pixel. */
    static Picture wrap(int width, int height, byte[] samples, byte @Nullable [] profile) {
        if (samples.length != (long) width * height * 3) {
            throw new IllegalArgumentException("A picture of " + width + "×" + height + " has "
                    + (long) width * height * 3 + " samples, not " + samples.length + ".");
        }
        return new Picture(width, height, samples, profile);
    }

    /**
     * A picture of these samples, which are copied: red, green and blue of each pixel, row by row.
     *
     * @throws IllegalArgumentException if a size is below 1, or there are not three samples per pixel
     */
    public static Picture ofSamples(int width, int height, byte[] samples) {
        byte[] own = Pixels.allocate(width, height, 3);
        if (samples.length == own.length) {
            System.arraycopy(samples, 0, own, 0, own.length);
            return wrap(width, height, own, null);
        }
        return wrap(width, height, samples, null);
    }

    /**
     * A picture of one colour.
     *
     * @param rgb 0xRRGGBB
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Picture filled(int width, int height, int rgb) {
        byte[] samples = Pixels.allocate(width, height, 3);
        for (int at = 0; at < samples.length; at += 3) {
            samples[at] = (byte) (rgb >> 16);
            samples[at + 1] = (byte) (rgb >> 8);
            samples[at + 2] = (byte) rgb;
        }
        return wrap(width, height, samples, null);
    }

    /**
     * A copy of an image, whatever its type: samples as stored, reduced to 8 bits, grey as it is, transparency laid over
     * white. The profile of its colour space goes along unless that is sRGB.
     */
    public static Picture of(BufferedImage image) {
        return Upright.create().picture(image);
    }

    /** In pixels. */
    public int width() {
        return width;
    }

    /** In pixels. */
    public int height() {
        return height;
    }

    /** All of it. */
    public Region region() {
        return Region.whole(width, height);
    }

    /**
     * The colour of a pixel, as 0xRRGGBB.
     *
     * @throws IndexOutOfBoundsException if it lies outside
     */
    public int rgb(int x, int y) {
        if (x < 0 || x >= width || y < 0 || y >= height) {
            throw new IndexOutOfBoundsException(x + "," + y + " lies outside of " + width + "×" + height + ".");
        }
        int at = (y * width + x) * 3;
        return (samples[at] & 255) << 16 | (samples[at + 1] & 255) << 8 | (samples[at + 2] & 255);
    }

    /** A copy of red, green and blue of each pixel, row by row. */
    public byte[] samples() {
        return samples.clone();
    }

    /** Not to be changed. */
    byte[] shared() {
        return samples;
    }

    /** A copy of the ICC profile that tells what the samples mean, or null for sRGB. */
    public byte @Nullable [] profile() {
        return profile == null ? null : profile.clone();
    }

    /** Not to be changed. */
    byte @Nullable [] sharedProfile() {
        return profile;
    }

    /** With the same samples and another ICC profile, or none. Nothing is converted. */
    public Picture withProfile(byte @Nullable [] newProfile) {
        return new Picture(width, height, samples, newProfile == null ? null : newProfile.clone());
    }

    /**
     * A part of it.
     *
     * @throws IllegalArgumentException if the region reaches beyond the picture
     */
    public Picture crop(Region region) {
        region.checkedWithin(width, height);
        return wrap(region.width(), region.height(), Pixels.crop(samples, width, 3, region), profile);
    }

    /**
     * In another size, resampled with a Lanczos filter of three lobes; nothing is shifted. CPU work.
     *
     * @throws IllegalArgumentException if a size is below 1
     */
    public Picture scaled(int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) {
            return this;
        }
        Pixels.check(newWidth, newHeight);
        return Resampler.scaled(this, newWidth, newHeight);
    }

    /** As a PNG file, with its profile. CPU work. */
    public byte[] toPng() {
        Desktop.require();
        return Encoder.png(this);
    }

    /**
     * As a JPEG file, with its profile. CPU work.
     *
     * @param quality 0 (small) to 1 (good)
     * @throws IllegalArgumentException if the quality is not within 0 to 1
     */
    public byte[] toJpeg(double quality) {
        Desktop.require();
        return Encoder.jpeg(this, quality);
    }

    /** As a source for a request: the bytes of {@link #toPng}. CPU work. */
    public ImageSource toSource() {
        return ImageSource.bytes(toPng());
    }

    /**
     * Writes it as PNG into a temporary file beside the target, which then takes its place. Cold; it works on
     * {@code boundedElastic}, and takes hardly any memory. A cancel leaves no file behind.
     *
     * @param target where to; an existing file is replaced, and its folder must exist
     * @return the target
     */
    public Mono<Path> writeTo(Path target) {
        return Disk.replace(target, out -> {
            Desktop.require();
            Encoder.png(this, out);
        });
    }

    /** A copy as an image of type {@code TYPE_3BYTE_BGR}, taken for sRGB: it does not have the profile. */
    public BufferedImage toBufferedImage() {
        Desktop.require();
        return Encoder.image(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Picture that
                && width == that.width
                && height == that.height
                && Arrays.equals(samples, that.samples);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(samples);
    }

    @Override
    public String toString() {
        return "Picture[" + width + "×" + height + "]";
    }
}
