package io.fluxfill.image;

import org.jspecify.annotations.Nullable;

/** How much of what was painted shows inside of a mask: little at its edge, all of it from the feather's width on. */
final class InsideFade {
    private final int feather;
    private final int[] squared;
    private final int width;
    private final Parts parts;
    private final byte[] @Nullable [] ramps;

    private InsideFade(int feather, int[] squared, int width) {
        this.feather = feather;
        this.squared = squared;
        this.width = width;
        parts = Parts.of(squared, width);
        ramps = new byte[feather + 1][];
    }

    /**
     * Weights of 0 to 255 for a region, row by row. What is outside of the mask has the level 0; the border of the picture
     * is no edge.
     *
     * @param bounds holds everything above 0
     */
    static byte[] weights(Mask mask, Region bounds, int feather) {
        // One pixel more on each side, as far as there is one: an edge is where the mask ends, not where its bounds do.
        Region around = bounds.grow(1).intersection(mask.region());
        Region within = around == null ? bounds : around;
        int[] squared = Distances.squared(mask, within, 2 * feather);
        return new InsideFade(feather, squared, within.width()).weights(bounds, within);
    }

    private byte[] weights(Region bounds, Region within) {
        byte[] weights = Pixels.allocate(bounds.width(), bounds.height(), 1);
        Parts.Walk walk = new Parts.Walk(squared, width);
        for (int y = within.y(); y < bounds.bottom(); y++) {
            walk.next();
            if (y < bounds.y()) {
                continue;
            }
            int before = bounds.x() - within.x();
            int from = (y - within.y()) * width + before;
            int part = 0;
            byte[] ramp = ramp(0);
            for (int x = 0; x < bounds.width(); x++) {
                if (walk.number(before + x) != part) {
                    part = walk.number(before + x);
                    ramp = ramp(part);
                }
                int distance = squared[from + x];
                weights[(y - bounds.y()) * bounds.width() + x] = distance < ramp.length ? ramp[distance] : (byte) 255;
            }
        }
        return weights;
    }

    /** Of a part: a thin one beside a large one is not to fade over more than it has. */
    private byte[] ramp(int part) {
        int reach = part == 0 ? 0 : Math.min(feather, most(parts.highest(part)));
        byte[] known = ramps[reach];
        if (known == null) {
            known = filled(reach, new byte[(reach + 1) * (reach + 1)]);
            ramps[reach] = known;
        }
        return known;
    }

    /** Half of how deep a part is, and so much less that its middle is all new: a thin one would hardly show. */
    private static int most(int squared) {
        int depth = (int) Math.sqrt(squared);
        return Math.min(depth - 1, (depth + 1) / 2);
    }

    /** By the square of the distance, as far as it fades: a smooth step, whose ends have no corner to be seen. */
    private static byte[] filled(int feather, byte[] ramp) {
        double end = feather + 1.0;
        for (int squared = 0; squared < ramp.length; squared++) {
            double part = Math.sqrt(squared) / end;
            ramp[squared] = (byte) Math.round(255 * part * part * (3 - 2 * part));
        }
        return ramp;
    }
}
