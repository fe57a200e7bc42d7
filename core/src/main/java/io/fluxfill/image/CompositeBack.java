package io.fluxfill.image;

import org.jspecify.annotations.Nullable;

/**
 * Puts the original back wherever nothing was to be repainted. Models return a whole new picture: outside of the mask its
 * colours drift and it gets softer, and a JPEG adds its own. Where the mask is 0, the result is the original, sample for
 * sample; where it is between, both are mixed. The border fades inside of the mask, so that nothing outside is touched; at
 * the border of the picture it does not fade.
 *
 * <p>An immutable value with pure functions; CPU work.
 *
 * @since 0.1
 */
public final class CompositeBack {
    /** How far outside of the mask colours are compared. */
    private static final int BAND = 24;

    private static final CompositeBack DEFAULT = new CompositeBack(8, false);

    private final int feather;
    private final boolean matchingColour;

    private CompositeBack(int feather, boolean matchingColour) {
        this.feather = feather;
        this.matchingColour = matchingColour;
    }

    /** With a feather of 8 pixels, colours as they are. */
    public static CompositeBack create() {
        return DEFAULT;
    }

    /**
     * With another feather.
     *
     * @param pixels over how many pixels inside of the mask the original fades into the new; 0 for a hard edge. Where
     *     a part of the mask that hangs together is too thin for that everywhere, over half of its depth
     * @throws IllegalArgumentException if it is not within 0 to 1000
     */
    public CompositeBack feather(int pixels) {
        if (pixels < 0 || pixels > 1000) {
            throw new IllegalArgumentException("A feather is 0 to 1000 pixels, not " + pixels + ".");
        }
        return new CompositeBack(pixels, matchingColour);
    }

    /**
     * Whether the colours inside are corrected by what became of those just outside, as long as these say something:
     * for each channel one slope and one offset.
     */
    public CompositeBack matchColour(boolean matching) {
        return new CompositeBack(feather, matching);
    }

    /** See {@link #feather(int)}. */
    public int feather() {
        return feather;
    }

    /** See {@link #matchColour(boolean)}. */
    public boolean isMatchingColour() {
        return matchingColour;
    }

    /**
     * The original with what the model painted inside of the mask.
     *
     * @param original its size and its profile are the result's
     * @param result what the model made; of another size it is scaled first
     * @param mask of the original's size
     * @throws IllegalArgumentException if the mask has another size
     */
    public Picture apply(Picture original, Picture result, Mask mask) {
        Pixels.checkSameSize(original.region(), mask.region());
        return applied(original, result, mask, original.shared().clone());
    }

    /** As {@link #apply}, into these samples: a copy of the original's, or its own if nobody else has it. */
    Picture applied(Picture original, Picture result, Mask mask, byte[] samples) {
        Region bounds = mask.bounds();
        if (bounds != null) {
            Picture model = result.scaled(original.width(), original.height());
            blend(samples, model.shared(), mask, bounds, tables(original, model, mask, bounds));
        }
        return Picture.wrap(original.width(), original.height(), samples, original.sharedProfile());
    }

    /**
     * How far the model's picture differs from the original where the mask is 0.
     *
     * @param result what the model made; of another size it is scaled first
     * @throws IllegalArgumentException if the mask does not have the original's size
     */
    public static OutsideChange outsideChange(Picture original, Picture result, Mask mask) {
        Pixels.checkSameSize(original.region(), mask.region());
        return OutsideChange.between(original, result.scaled(original.width(), original.height()), mask);
    }

    private void blend(byte[] samples, byte[] model, Mask mask, Region bounds, byte @Nullable [][] tables) {
        Mask part = mask.crop(bounds);
        byte[] weights = InsideFade.weights(mask, bounds, feather);
        byte[] levels = part.shared();
        for (int y = 0; y < bounds.height(); y++) {
            int at = 3 * ((bounds.y() + y) * mask.width() + bounds.x());
            for (int i = y * bounds.width(); i < (y + 1) * bounds.width(); i++) {
                int weight = ((levels[i] & 255) * (weights[i] & 255) + 127) / 255;
                for (int channel = 0; weight != 0 && channel < 3; channel++) {
                    int old = samples[at + channel] & 255;
                    int painted = model[at + channel] & 255;
                    painted = tables == null ? painted : tables[channel][painted] & 255;
                    samples[at + channel] = (byte) ((old * (255 - weight) + painted * weight + 127) / 255);
                }
                at += 3;
            }
        }
    }

    private byte @Nullable [][] tables(Picture original, Picture model, Mask mask, Region bounds) {
        if (!matchingColour) {
            return null;
        }
        Region around = bounds.grow(BAND).intersection(mask.region());
        Region within = around == null ? bounds : around;
        Mask part = mask.crop(within);
        byte[] inside = part.shared();
        byte[] near = part.threshold(1).grow(BAND).shared();
        ColourMatch match = new ColourMatch();
        for (int y = 0; y < within.height(); y++) {
            int at = 3 * ((within.y() + y) * mask.width() + within.x());
            for (int i = y * within.width(); i < (y + 1) * within.width(); i++) {
                if (inside[i] == 0 && near[i] != 0) {
                    match.add(model.shared(), original.shared(), at);
                }
                at += 3;
            }
        }
        return match.tables();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CompositeBack that && feather == that.feather && matchingColour == that.matchingColour;
    }

    @Override
    public int hashCode() {
        return 2 * feather + (matchingColour ? 1 : 0);
    }

    @Override
    public String toString() {
        return "CompositeBack[feather=" + feather + ", matchColour=" + matchingColour + "]";
    }
}
