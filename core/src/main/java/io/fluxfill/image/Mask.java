package io.fluxfill.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What is to be repainted, pixel by pixel, as a level: 255 is repainted, 0 is kept, as fal reads it, and what lies
 * between is mixed. It does not change, and takes one byte per pixel.
 *
 * <p>The operations are CPU work. Those with two masks need them of one size, and throw an
 * {@link IllegalArgumentException} otherwise.
 *
 * @since 0.1
 */
public final class Mask {
    private final int width;
    private final int height;
    private final byte[] levels;

    private Mask(int width, int height, byte[] levels) {
        this.width = width;
        this.height = height;
        this.levels = levels;
    }

    /** Takes the array as it is. */
    static Mask wrap(int width, int height, byte[] levels) {
        if (levels.length != (long) width * height) {
            throw new IllegalArgumentException("A mask of " + width + "×" + height + " has " + (long) width * height
                    + " levels, not " + levels.length + ".");
        }
        return new Mask(width, height, levels);
    }

    /**
     * A mask of these levels, 255 repainted and 0 kept, row by row. They are copied.
     *
     * @throws IllegalArgumentException if a size is below 1, or there is not one level per pixel
     */
    public static Mask ofLevels(int width, int height, byte[] repainted) {
        Pixels.check(width, height);
        return wrap(width, height, repainted.clone());
    }

    /** Repaints nothing. */
    public static Mask none(int width, int height) {
        return wrap(width, height, Pixels.allocate(width, height, 1));
    }

    /** Repaints everything. */
    public static Mask all(int width, int height) {
        return none(width, height).invert();
    }

    /** Repaints as much as a picture is bright: white wholly, black not at all. */
    public static Mask whiteRepaints(Picture picture) {
        return MaskMakers.brightness(picture);
    }

    /** Repaints as much as a picture is dark: black wholly, white not at all. */
    public static Mask blackRepaints(Picture picture) {
        return whiteRepaints(picture).invert();
    }

    /**
     * Reads a mask file as fal does: white is repainted, black is kept. It is turned upright; what is transparent is
     * kept. Cold; errors and threads as of {@link Upright#read}.
     */
    public static Mono<Mask> read(ImageSource source) {
        return read(source, Upright.create());
    }

    /** As {@link #read(ImageSource)}, with the size limit of these options. */
    public static Mono<Mask> read(ImageSource source, Upright options) {
        return PictureReader.work(() -> PictureReader.mask(source, options.maxPixels()));
    }

    /**
     * Reads the alpha channel of a picture file, turned upright. A picture without one is opaque. Cold; errors and
     * threads as of {@link Upright#read}.
     */
    public static Mono<Mask> ofAlpha(ImageSource source, AlphaSense sense) {
        return ofAlpha(source, sense, Upright.create());
    }

    /** As {@link #ofAlpha(ImageSource, AlphaSense)}, with the size limit of these options. */
    public static Mono<Mask> ofAlpha(ImageSource source, AlphaSense sense, Upright options) {
        return PictureReader.work(() -> PictureReader.alpha(source, sense, options.maxPixels()));
    }

    /** The alpha channel of an image. One without is opaque. */
    public static Mask ofAlpha(BufferedImage image, AlphaSense sense) {
        return MaskSink.alpha(image, sense);
    }

    /**
     * Repaints what has a colour: a pixel counts if no channel differs by more than the tolerance.
     *
     * @param rgb 0xRRGGBB
     * @param tolerance 0 to 255
     * @throws IllegalArgumentException if the tolerance is not within 0 to 255
     */
    public static Mask ofColour(Picture picture, int rgb, int tolerance) {
        return MaskMakers.colour(picture, rgb, tolerance);
    }

    /**
     * Repaints where two pictures differ: a pixel counts if a channel differs by more than the tolerance.
     *
     * @param tolerance 0 to 255
     * @throws IllegalArgumentException if the tolerance is not within 0 to 255, or the sizes differ
     */
    public static Mask ofDifference(Picture one, Picture other, int tolerance) {
        return MaskMakers.difference(one, other, tolerance);
    }

    /** Repaints a rectangle, as far as it lies within. */
    public static Mask rectangle(int width, int height, Region region) {
        return MaskMakers.rectangle(width, height, region);
    }

    /** Repaints the ellipse that fills a rectangle: the pixels whose centre it holds. */
    public static Mask ellipse(int width, int height, Region region) {
        return MaskMakers.ellipse(width, height, region);
    }

    /**
     * Repaints a polygon: the pixels whose centre it holds. Where it overlaps itself, the even-odd rule tells.
     *
     * @param corners x and y of each corner in turn, in pixels from the upper left corner of the picture; at least three
     * @throws IllegalArgumentException if there are fewer, or a number without its other, or one that is not finite
     */
    public static Mask polygon(int width, int height, double... corners) {
        return MaskMakers.polygon(width, height, corners);
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
     * The level of a pixel, 0 (kept) to 255 (repainted).
     *
     * @throws IndexOutOfBoundsException if it lies outside
     */
    public int level(int x, int y) {
        if (x < 0 || x >= width || y < 0 || y >= height) {
            throw new IndexOutOfBoundsException(x + "," + y + " lies outside of " + width + "×" + height + ".");
        }
        return levels[y * width + x] & 255;
    }

    /** A copy of the levels, row by row. */
    public byte[] levels() {
        return levels.clone();
    }

    /** Not to be changed. */
    byte[] shared() {
        return levels;
    }

    /** Whether nothing is repainted. */
    public boolean isEmpty() {
        return bounds() == null;
    }

    /** The smallest region that holds everything above 0, or null if there is nothing. */
    public @Nullable Region bounds() {
        return MaskMeasures.bounds(this);
    }

    /** How much is repainted, in percent of the area; a pixel counts as much as its level. */
    public double coverage() {
        return MaskMeasures.coverage(this);
    }

    /** Repaints what was kept, and keeps what was repainted. */
    public Mask invert() {
        byte[] result = new byte[levels.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) ~levels[i];
        }
        return wrap(width, height, result);
    }

    /**
     * Two levels: 255 from the given level on, 0 below.
     *
     * @param level 1 to 255
     * @throws IllegalArgumentException if it is not within that
     */
    public Mask threshold(int level) {
        if (level < 1 || level > 255) {
            throw new IllegalArgumentException("A threshold is 1 to 255, not " + level + ".");
        }
        byte[] result = new byte[levels.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) ((levels[i] & 255) >= level ? 255 : 0);
        }
        return wrap(width, height, result);
    }

    /**
     * Repaints that much more all around: every pixel takes the highest level that there is within that distance,
     * measured between centres.
     *
     * @param pixels 0 or more
     * @throws IllegalArgumentException if it is negative
     */
    public Mask grow(int pixels) {
        return pixels == 0 ? this : Morphology.grow(this, pixels);
    }

    /**
     * Repaints that much less: every pixel takes the lowest level that there is within that distance. What lies beyond
     * the border does not count, so nothing shrinks from there.
     *
     * @param pixels 0 or more
     * @throws IllegalArgumentException if it is negative
     */
    public Mask shrink(int pixels) {
        return pixels == 0 ? this : Morphology.shrink(this, pixels);
    }

    /**
     * A soft edge, which reaches at most that many pixels to either side: three means over squares, one after the other.
     * Beyond the border the nearest pixel is taken to go on, so that an edge at the border stays as hard as it is.
     *
     * @param pixels 0 or more
     * @throws IllegalArgumentException if it is negative
     */
    public Mask feather(int pixels) {
        return pixels == 0 ? this : Feather.feather(this, pixels);
    }

    /**
     * Repaints the holes: what is kept and cut off from the border by what is repainted, diagonal gaps being closed. Of a
     * mask with more than two levels, every pixel rises to the level that cuts it off.
     */
    public Mask fillHoles() {
        return Holes.fill(this);
    }

    /** Repaints what either repaints: the higher level. */
    public Mask union(Mask other) {
        return MaskMakers.combine(this, other, Math::max);
    }

    /** Repaints what both repaint: the lower level. */
    public Mask intersection(Mask other) {
        return MaskMakers.combine(this, other, Math::min);
    }

    /** Repaints what this one repaints and the other one does not: the intersection with its inverse. */
    public Mask minus(Mask other) {
        return MaskMakers.combine(this, other, (mine, its) -> Math.min(mine, 255 - its));
    }

    /**
     * A part of it.
     *
     * @throws IllegalArgumentException if the region reaches beyond the mask
     */
    public Mask crop(Region region) {
        region.checkedWithin(width, height);
        return wrap(region.width(), region.height(), Pixels.crop(levels, width, 1, region));
    }

    /**
     * With more pixels at its sides.
     *
     * @param level of the new pixels, 0 to 255
     * @throws IllegalArgumentException if a number of pixels is negative, or the level not within 0 to 255
     */
    public Mask padded(int left, int top, int right, int bottom, int level) {
        return MaskMakers.padded(this, left, top, right, bottom, level);
    }

    /**
     * In another size, resampled with a filter that makes no new extremes; edges get soft. Needs
     * {@code com.twelvemonkeys.common:common-image} on the class path, an optional dependency.
     *
     * @throws IllegalArgumentException if a size is below 1
     */
    public Mask scaled(int newWidth, int newHeight) {
        return newWidth == width && newHeight == height ? this : Resampler.scaled(this, newWidth, newHeight);
    }

    /** As a grey picture: white is repainted. */
    public Picture toPicture() {
        byte[] rgb = Pixels.allocate(width, height, 3);
        for (int i = 0; i < levels.length; i++) {
            Arrays.fill(rgb, 3 * i, 3 * i + 3, levels[i]);
        }
        return Picture.wrap(width, height, rgb, null);
    }

    /** As a grey PNG file of 8 bits: white is repainted, as fal reads it. */
    public byte[] toPng() {
        return Encoder.png(this);
    }

    /** As a source for a request: the bytes of {@link #toPng}. */
    public ImageSource toSource() {
        return ImageSource.bytes(toPng());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Mask that && width == that.width && Arrays.equals(levels, that.levels);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(levels);
    }

    @Override
    public String toString() {
        return "Mask[" + width + "×" + height + "]";
    }
}
