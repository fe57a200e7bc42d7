package io.fluxfill.image;

/** Softens the edges of masks: three means over squares, nearly a Gaussian. */
final class Feather {
    private Feather() {}

    static Mask feather(Mask mask, int pixels) {
        if (pixels < 0) {
            throw new IllegalArgumentException("A feather is 0 pixels or more, not " + pixels + ".");
        }
        int width = mask.width();
        int height = mask.height();
        byte[] levels = mask.shared().clone();
        for (int pass = 0; pass < 3; pass++) {
            int half = (pixels + pass) / 3;
            byte[] line = new byte[Math.max(width, height)];
            for (int y = 0; y < height; y++) {
                mean(levels, y * width, 1, width, half, line);
            }
            for (int x = 0; x < width; x++) {
                mean(levels, x, width, height, half, line);
            }
        }
        return Mask.wrap(width, height, levels);
    }

    private static void mean(byte[] levels, int start, int step, int count, int half, byte[] line) {
        long sum = 0;
        for (int i = -half; i <= half; i++) {
            sum += at(levels, start, step, count, i);
        }
        int size = 2 * half + 1;
        for (int i = 0; i < count; i++) {
            line[i] = (byte) ((sum + half) / size);
            sum += at(levels, start, step, count, i + half + 1) - at(levels, start, step, count, i - half);
        }
        for (int i = 0; i < count; i++) {
            levels[start + i * step] = line[i];
        }
    }

    private static int at(byte[] levels, int start, int step, int count, int i) {
        return levels[start + Math.max(0, Math.min(count - 1, i)) * step] & 255;
    }
}
