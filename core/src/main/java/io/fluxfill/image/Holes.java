package io.fluxfill.image;

import java.util.Arrays;

/**
 * Fills holes: water rises along the border of the mask and flows to the four neighbours, and every pixel ends at the
 * level at which it gets wet.
 */
final class Holes {
    private final int width;
    private final byte[] levels;
    private final boolean[] wet;
    /** By level, the last of the pixels which got wet and whose neighbours wait for it; each knows the one before. */
    private final int[] waiting = new int[256];

    private final int[] before;

    private Holes(Mask mask) {
        width = mask.width();
        levels = mask.levels();
        wet = new boolean[levels.length];
        before = new int[levels.length];
        Arrays.fill(waiting, -1);
    }

    static Mask fill(Mask mask) {
        // Beside the bounds nothing is repainted up to the border of the picture.
        return Morphology.within(mask, 1, part -> new Holes(part).filled());
    }

    private Mask filled() {
        int height = levels.length / width;
        for (int x = 0; x < width; x++) {
            reach(x, 0);
            reach((height - 1) * width + x, 0);
        }
        for (int y = 0; y < height; y++) {
            reach(y * width, 0);
            reach(y * width + width - 1, 0);
        }
        for (int level = 0; level < 256; level++) {
            for (int i = waiting[level]; i >= 0; i = waiting[level]) {
                waiting[level] = before[i];
                flow(i, level);
            }
        }
        return Mask.wrap(width, height, levels);
    }

    private void flow(int i, int level) {
        int x = i % width;
        if (x > 0) {
            reach(i - 1, level);
        }
        if (x < width - 1) {
            reach(i + 1, level);
        }
        if (i >= width) {
            reach(i - width, level);
        }
        if (i < levels.length - width) {
            reach(i + width, level);
        }
    }

    private void reach(int i, int level) {
        if (!wet[i]) {
            wet[i] = true;
            int higher = Math.max(level, levels[i] & 255);
            levels[i] = (byte) higher;
            before[i] = waiting[higher];
            waiting[higher] = i;
        }
    }
}
