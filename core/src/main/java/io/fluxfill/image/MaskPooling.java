package io.fluxfill.image;

/**
 * Brings masks to another size without losing anything of them: every new pixel takes the highest level that it touches.
 * A mean would make a line of one pixel so dark that nothing of it is repainted.
 */
final class MaskPooling {
    private MaskPooling() {}

    /**
     * The mask as a model is to see it. A smaller one reaches half a pixel further to each side: where the model's picture
     * is scaled back, a pixel is mixed of the nearest two each way, and neither is to be one that was kept.
     */
    static Mask sent(Mask mask, int width, int height) {
        return pooled(mask, width, height, width < mask.width() || height < mask.height() ? 1 : 0);
    }

    /** What there is of a mask in another size, as far as its pixels reach. */
    static Mask reach(Mask sent, int width, int height) {
        return pooled(sent, width, height, 0);
    }

    /**
     * Pools.
     *
     * @param around how many halves of a new pixel it reaches further
     */
    private static Mask pooled(Mask mask, int width, int height, int around) {
        if (width == mask.width() && height == mask.height()) {
            return mask;
        }
        byte[] rows = Pixels.allocate(width, mask.height(), 1);
        int[] bounds = bounds(mask.width(), width, around);
        byte[] levels = mask.shared();
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < width; x++) {
                int most = 0;
                for (int from = bounds[2 * x]; from < bounds[2 * x + 1]; from++) {
                    most = Math.max(most, levels[y * mask.width() + from] & 255);
                }
                rows[y * width + x] = (byte) most;
            }
        }
        return Mask.wrap(width, height, columns(rows, width, bounds(mask.height(), height, around)));
    }

    private static byte[] columns(byte[] rows, int width, int[] bounds) {
        byte[] pooled = Pixels.allocate(width, bounds.length / 2, 1);
        for (int y = 0; y < bounds.length / 2; y++) {
            for (int from = bounds[2 * y] * width; from < bounds[2 * y + 1] * width; from += width) {
                for (int x = 0; x < width; x++) {
                    int most = Math.max(pooled[y * width + x] & 255, rows[from + x] & 255);
                    pooled[y * width + x] = (byte) most;
                }
            }
        }
        return pooled;
    }

    /** By twos, the first pixel that each new one touches, and the one behind the last. */
    private static int[] bounds(int from, int to, int around) {
        int[] bounds = new int[2 * to];
        for (int i = 0; i < to; i++) {
            long start = (2L * i - around) * from;
            long end = (2L * i + 2 + around) * from;
            bounds[2 * i] = (int) Math.max(0, Math.floorDiv(start, 2L * to));
            bounds[2 * i + 1] = (int) Math.min(from, -Math.floorDiv(-end, 2L * to));
        }
        return bounds;
    }
}
