package io.fluxfill.image;

/** Grows masks by a disc. */
final class Morphology {
    private Morphology() {}

    static Mask grow(Mask mask, int pixels) {
        if (pixels < 0) {
            throw new IllegalArgumentException("A mask is grown or shrunk by 0 pixels or more, not " + pixels + ".");
        }
        int width = mask.width();
        int height = mask.height();
        byte[] levels = mask.shared();
        byte[] result = levels.clone();
        byte[] row = new byte[width];
        int reach = Math.min(pixels, height - 1);
        for (int down = -reach; down <= reach; down++) {
            int half = (int) Math.sqrt((double) pixels * pixels - (double) down * down);
            for (int y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
                runningMaximum(levels, (y + down) * width, width, half, row);
                for (int x = 0; x < width; x++) {
                    if ((row[x] & 255) > (result[y * width + x] & 255)) {
                        result[y * width + x] = row[x];
                    }
                }
            }
        }
        return Mask.wrap(width, height, result);
    }

    private static void runningMaximum(byte[] levels, int start, int width, int half, byte[] into) {
        for (int x = 0; x < width; x++) {
            int most = 0;
            for (int at = Math.max(0, x - half); at <= Math.min((long) width - 1, (long) x + half); at++) {
                most = Math.max(most, levels[start + at] & 255);
            }
            into[x] = (byte) most;
        }
    }
}
