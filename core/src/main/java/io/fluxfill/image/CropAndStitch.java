package io.fluxfill.image;

import org.jspecify.annotations.Nullable;

/**
 * Fills a part of a large picture: what is around the mask is cut out with some context, brought to a size that the model
 * is good at, filled, scaled back and put into its place. It is sharper than a fill of the whole, as models get soft above
 * two megapixels, and it is cheaper, as fal bills by megapixels.
 *
 * <p>An immutable value with pure functions; CPU work.
 *
 * @since 0.1
 */
public final class CropAndStitch {
    /** What latent models want width and height to be divisible by. */
    private static final int MULTIPLE = 16;
    /** To invent more detail than that is no use. */
    private static final double MOST_ENLARGED = 2;

    private static final int MOST_CONTEXT = 10_000;

    private static final CropAndStitch DEFAULT = new CropAndStitch(0.5, 64, 1, 2);

    private final double context;
    private final int leastContext;
    private final double leastMegapixels;
    private final double mostMegapixels;

    private CropAndStitch(double context, int leastContext, double leastMegapixels, double mostMegapixels) {
        this.context = context;
        this.leastContext = leastContext;
        this.leastMegapixels = leastMegapixels;
        this.mostMegapixels = mostMegapixels;
    }

    /** With half the mask's size as context on each side, and one to two megapixels. */
    public static CropAndStitch create() {
        return DEFAULT;
    }

    /**
     * How much of the picture there is around the mask, on each side: as a part of the mask's width to its left and
     * right, and of its height above and below. Default: 0.5, and at least 64 pixels.
     *
     * @param part 0 or more, at most 16
     * @param atLeast pixels, 0 to 10,000
     * @throws IllegalArgumentException if one is not within that
     */
    public CropAndStitch context(double part, int atLeast) {
        if (!(part >= 0 && part <= 16) || atLeast < 0 || atLeast > MOST_CONTEXT) {
            throw new IllegalArgumentException("A context is 0 to 16 times the mask's size, and at least 0 to "
                    + MOST_CONTEXT + " pixels, not " + part + " and " + atLeast + ".");
        }
        return new CropAndStitch(part, atLeast, leastMegapixels, mostMegapixels);
    }

    /**
     * The size of what is sent. A smaller crop is enlarged, to twice its width and height at most; a larger one is
     * reduced. Default: 1 to 2 million pixels.
     *
     * @throws IllegalArgumentException if one is not above 0, or the first above the second, or the second above 100
     */
    public CropAndStitch megapixels(double least, double most) {
        if (!(least > 0 && least <= most && most <= 100)) {
            throw new IllegalArgumentException("A crop has more than 0 and at most 100 megapixels, and at least fewer"
                    + " than at most, not " + least + " to " + most + ".");
        }
        return new CropAndStitch(context, leastContext, least, most);
    }

    double context() {
        return context;
    }

    int leastContext() {
        return leastContext;
    }

    double leastMegapixels() {
        return leastMegapixels;
    }

    double mostMegapixels() {
        return mostMegapixels;
    }

    /**
     * Which part of a picture is sent, and in which size.
     *
     * @param region the part; it lies within the picture
     * @param width pixels of what is sent
     * @param height pixels of what is sent
     */
    record Frame(Region region, int width, int height) {
        /** What of a mask of the whole is sent. */
        Mask sent(Mask whole) {
            return MaskPooling.sent(whole.crop(region), width, height);
        }

        /** What of the part the model was free to paint: as far as the mask that was sent reaches. */
        Mask painted(Mask whole) {
            return MaskPooling.reach(sent(whole), region.width(), region.height());
        }
    }

    /**
     * Cuts out what is around a mask.
     *
     * @throws IllegalArgumentException if the mask is empty, or has another size
     */
    public Crop crop(Picture picture, Mask mask) {
        Pixels.checkSameSize(picture.region(), mask.region());
        return new Crop(frame(mask), picture, mask);
    }

    Frame frame(Mask mask) {
        Region bounds = mask.bounds();
        if (bounds == null) {
            throw new IllegalArgumentException("The mask repaints nothing, so there is nothing to crop around.");
        }
        // An edge of the mask at the edge of the crop would be taken for the border of the picture, which does not
        // fade.
        int least = Math.max(1, leastContext);
        Region around = bounds.grow(Math.max(least, (int) Math.ceil(context * bounds.width())), Math.max(least, (int)
                        Math.ceil(context * bounds.height())))
                .movedInto(mask.width(), mask.height());
        double pixels = around.pixels();
        if (pixels >= leastMegapixels * 1e6 && pixels <= mostMegapixels * 1e6) {
            // Some more context, so that nothing has to be scaled.
            Region rounded = widened(around, up(around.width()), up(around.height()), mask);
            if (isMultiple(rounded) && rounded.pixels() <= mostMegapixels * 1e6) {
                return new Frame(rounded, rounded.width(), rounded.height());
            }
        }
        return scaled(around, mask);
    }

    private Frame scaled(Region around, Mask mask) {
        double pixels = around.pixels();
        double wanted = Math.max(leastMegapixels * 1e6, Math.min(mostMegapixels * 1e6, pixels));
        double scale = Math.min(MOST_ENLARGED, Math.sqrt(wanted / pixels));
        int width = Math.max(MULTIPLE, down(around.width() * scale));
        int height = Math.max(MULTIPLE, down(around.height() * scale));
        // As much more context as makes the shape that of what is sent: scaled the same way in both directions.
        double exact = Math.max((double) around.width() / width, (double) around.height() / height);
        Region shaped = widened(around, (int) Math.round(width * exact), (int) Math.round(height * exact), mask);
        return new Frame(shaped, width, height);
    }

    private static Region widened(Region region, int width, int height, Mask mask) {
        return new Region(
                        region.x() - (width - region.width()) / 2,
                        region.y() - (height - region.height()) / 2,
                        width,
                        height)
                .movedInto(mask.width(), mask.height());
    }

    private static boolean isMultiple(Region region) {
        return region.width() % MULTIPLE == 0 && region.height() % MULTIPLE == 0;
    }

    private static int up(int size) {
        return (size + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    }

    private static int down(double size) {
        return MULTIPLE * (int) (size / MULTIPLE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CropAndStitch that
                && context == that.context
                && leastContext == that.leastContext
                && leastMegapixels == that.leastMegapixels
                && mostMegapixels == that.mostMegapixels;
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(context) + Double.hashCode(mostMegapixels);
    }

    @Override
    public String toString() {
        return "CropAndStitch[context=" + context + " and " + leastContext + " pixels, megapixels=" + leastMegapixels
                + " to " + mostMegapixels + "]";
    }
}
