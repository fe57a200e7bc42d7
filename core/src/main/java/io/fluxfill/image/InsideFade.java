package io.fluxfill.image;

/** How much of what was painted shows inside of a mask: little at its edge, all of it from the feather's width on. */
final class InsideFade {
    private InsideFade() {}

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
        byte[] ramp = ramp(Math.min(feather, most(squared)));
        byte[] weights = Pixels.allocate(bounds.width(), bounds.height(), 1);
        for (int y = 0; y < bounds.height(); y++) {
            int from = (bounds.y() - within.y() + y) * within.width() + bounds.x() - within.x();
            for (int x = 0; x < bounds.width(); x++) {
                int distance = squared[from + x];
                weights[y * bounds.width() + x] = distance < ramp.length ? ramp[distance] : (byte) 255;
            }
        }
        return weights;
    }

    /** Half of how deep the mask is, and so much less that its middle is all new: a thin one would hardly show. */
    private static int most(int[] squared) {
        int most = 1;
        for (int distance : squared) {
            most = Math.max(most, distance);
        }
        int depth = (int) Math.sqrt(most);
        return Math.min(depth - 1, (depth + 1) / 2);
    }

    /** By the square of the distance, as far as it fades: a smooth step, whose ends have no corner to be seen. */
    private static byte[] ramp(int feather) {
        double end = feather + 1.0;
        byte[] ramp = new byte[(int) (end * end)];
        for (int squared = 0; squared < ramp.length; squared++) {
            double part = Math.sqrt(squared) / end;
            ramp[squared] = (byte) Math.round(255 * part * part * (3 - 2 * part));
        }
        return ramp;
    }
}
