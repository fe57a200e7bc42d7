package io.fluxfill.image;

import java.util.Arrays;

/**
 * Grows a set of pixels by a disc, in a time that does not depend on the radius. In each row a pixel of the set that is
 * so many rows above reaches as far to both sides as the disc is wide there; the nearest one of each column reaches
 * furthest. Once downwards and once upwards, the union of what they reach is the whole disc.
 */
final class DiscUnion {
    private final byte[] levels;
    private final int width;
    private final int height;
    private final int radius;
    /** How far the disc reaches to either side, by the distance from its middle row; -1 beyond it: not even here. */
    private final int[] reach;

    DiscUnion(byte[] levels, int width, int height, int radius) {
        this.levels = levels;
        this.width = width;
        this.height = height;
        this.radius = radius;
        reach = Disc.halfWidths(radius);
    }

    /** Writes the level wherever a pixel of at least that level is within the radius. */
    void grow(int level, byte[] into) {
        int[] away = new int[width];
        Arrays.fill(away, radius + 1);
        for (int y = 0; y < height; y++) {
            row(y, away, level, into);
        }
        Arrays.fill(away, radius + 1);
        for (int y = height - 1; y >= 0; y--) {
            row(y, away, level, into);
        }
    }

    private void row(int y, int[] away, int level, byte[] into) {
        int start = y * width;
        int reached = -1;
        for (int x = 0; x < width; x++) {
            int rows = (levels[start + x] & 255) >= level ? 0 : Math.min(away[x], radius) + 1;
            away[x] = rows;
            reached = Math.max(reached, x + reach[rows]);
            if (x <= reached) {
                into[start + x] = (byte) level;
            }
        }
        reached = width;
        for (int x = width - 1; x >= 0; x--) {
            reached = Math.min(reached, x - reach[away[x]]);
            if (x >= reached) {
                into[start + x] = (byte) level;
            }
        }
    }
}
