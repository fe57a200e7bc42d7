package io.fluxfill.image;

/**
 * Fills holes: water rises at the border of the mask and flows to the four neighbours, and every pixel ends at the level
 * at which it gets wet.
 */
final class Holes {
    private Holes() {}

    static Mask fill(Mask mask) {
        int width = mask.width();
        int height = mask.height();
        byte[] result = mask.shared().clone();
        boolean[] wet = new boolean[result.length];
        // Of each level the pixels that wait, linked one to the next.
        int[] first = new int[256];
        java.util.Arrays.fill(first, -1);
        int[] next = new int[result.length];
        for (int i = 0; i < result.length; i++) {
            int x = i % width;
            int y = i / width;
            if (x == 0 || y == 0 || x == width - 1 || y == height - 1) {
                wet[i] = true;
                next[i] = first[result[i] & 255];
                first[result[i] & 255] = i;
            }
        }
        for (int level = 0; level < 256; level++) {
            while (first[level] >= 0) {
                int i = first[level];
                first[level] = next[i];
                int x = i % width;
                int[] neighbours = {x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width};
                for (int n : neighbours) {
                    if (n >= 0 && n < wet.length && !wet[n]) {
                        wet[n] = true;
                        int wets = Math.max(level, result[n] & 255);
                        result[n] = (byte) wets;
                        next[n] = first[wets];
                        first[wets] = n;
                    }
                }
            }
        }
        return Mask.wrap(width, height, result);
    }
}
