package io.fluxfill.image;

/**
 * What {@link CropAndStitch} cut out of a picture.
 *
 * @since 0.1
 */
public final class Crop {
    private final CropAndStitch.Frame frame;
    private final Picture picture;
    private final Mask mask;
    private final Mask unscaled;
    private final Mask painted;

    Crop(CropAndStitch.Frame frame, Picture picture, Mask mask) {
        this.frame = frame;
        this.picture = picture.crop(frame.region()).scaled(frame.width(), frame.height());
        unscaled = mask.crop(frame.region());
        this.mask = frame.sent(mask);
        painted = frame.painted(mask);
    }

    /** Where it was. */
    public Region region() {
        return frame.region();
    }

    /** What is to be sent. */
    public Picture picture() {
        return picture;
    }

    /** The mask for it, of the same size. Whatever was marked lies within it, lines of a single pixel, too. */
    public Mask mask() {
        return mask;
    }

    /** How many times as wide as it was it is sent. */
    public double scale() {
        return (double) frame.width() / frame.region().width();
    }

    /**
     * Puts what the model made of it into its place. Only what lies inside of the mask changes. CPU work.
     *
     * @param original the picture that it was cut out of
     * @param filled what the model made; of another size it is scaled
     * @throws IllegalArgumentException if the original does not hold the region
     */
    public Picture stitch(Picture original, Picture filled, CompositeBack composite) {
        Picture part = composite.apply(original.crop(frame.region()), filled, unscaled);
        return stitched(original, part, frame.region(), original.shared().clone());
    }

    /** With a part in its place, in these samples: a copy of the original's, or its own if nobody else has it. */
    static Picture stitched(Picture original, Picture part, Region region, byte[] samples) {
        int row = 3 * region.width();
        for (int y = 0; y < region.height(); y++) {
            int at = 3 * ((region.y() + y) * original.width() + region.x());
            System.arraycopy(part.shared(), y * row, samples, at, row);
        }
        return Picture.wrap(original.width(), original.height(), samples, original.sharedProfile());
    }

    /**
     * How far what the model made differs from the original outside of the mask as it was sent, within the crop. CPU work.
     *
     * @throws IllegalArgumentException if the original does not hold the region
     */
    public OutsideChange outsideChange(Picture original, Picture filled) {
        return CompositeBack.outsideChange(original.crop(frame.region()), filled, painted);
    }

    @Override
    public String toString() {
        return "Crop[" + frame.region() + ", sent as " + frame.width() + "×" + frame.height() + "]";
    }
}
