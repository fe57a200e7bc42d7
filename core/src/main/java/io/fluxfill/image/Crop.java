package io.fluxfill.image;

/**
 * What {@link CropAndStitch} cut out of a picture.
 *
 * @since 0.1
 */
public final class Crop {
    private final Region region;
    private final Picture picture;
    private final Mask mask;
    private final Mask unscaled;

    Crop(Region region, Picture picture, Mask mask, Mask unscaled) {
        this.region = region;
        this.picture = picture;
        this.mask = mask;
        this.unscaled = unscaled;
    }

    /** Where it was. */
    public Region region() {
        return region;
    }

    /** What is to be sent. */
    public Picture picture() {
        return picture;
    }

    /** The mask for it, of the same size. */
    public Mask mask() {
        return mask;
    }

    /** How many times as wide and high as it was it is sent. */
    public double scale() {
        return (double) picture.width() / region.width();
    }

    /**
     * Puts what the model made of it into its place. Only what lies inside of the mask changes. CPU work.
     *
     * @param original the picture that it was cut out of
     * @param filled what the model made; of another size it is scaled
     * @throws IllegalArgumentException if the original does not hold the region
     */
    public Picture stitch(Picture original, Picture filled, CompositeBack composite) {
        Picture part = composite.apply(original.crop(region), filled, unscaled);
        byte[] samples = original.shared().clone();
        int row = 3 * region.width();
        for (int y = 0; y < region.height(); y++) {
            int at = 3 * ((region.y() + y) * original.width() + region.x());
            System.arraycopy(part.shared(), y * row, samples, at, row);
        }
        return Picture.wrap(original.width(), original.height(), samples, original.sharedProfile());
    }

    /**
     * How far what the model made differs from the original outside of the mask, within the crop. CPU work.
     *
     * @throws IllegalArgumentException if the original does not hold the region
     */
    public OutsideChange outsideChange(Picture original, Picture filled) {
        return CompositeBack.outsideChange(original.crop(region), filled, unscaled);
    }

    @Override
    public String toString() {
        return "Crop[" + region + ", sent as " + picture.width() + "×" + picture.height() + "]";
    }
}
