package io.fluxfill.image;

import java.util.Arrays;

/**
 * The highest level within a disc. The disc is cut into its rows: the maxima of each row of the mask over as many pixels
 * go to the row above and below it at that distance. A stretch of any length is made of two that overlap, whose length
 * is a power of two, and the maxima over those are made of each other.
 */
final class DiscMaximum {
    /** Compared as they are, levels would be negative from 128 on. */
    private static final byte SIGN = (byte) 0x80;

    private final byte[] levels;
    private final int width;
    private final int height;
    private final int radius;
    /** How many pixels there are on each side of a row, so that stretches may begin and end beyond it. */
    private final int margin;
    /** Of a row, by power of two, the maxima over as many pixels from each one on. */
    private final byte[][] powers;

    private final byte[] maxima;

    DiscMaximum(byte[] levels, int width, int height, int radius) {
        this.levels = levels;
        this.width = width;
        this.height = height;
        this.radius = radius;
        margin = Math.min(radius, width);
        powers = new byte[power(2 * margin + 1) + 1][width + 2 * margin];
        maxima = new byte[width];
    }

    private static int power(int length) {
        return 31 - Integer.numberOfLeadingZeros(length);
    }

    void grow(byte[] into) {
        int[] half = Disc.halfWidths(radius);
        Arrays.fill(into, SIGN);
        for (int y = 0; y < height; y++) {
            powers(y);
            int computed = -1;
            for (int dy = Math.min(radius, height - 1); dy >= 0; dy--) {
                int reach = Math.min(half[dy], margin);
                if (reach != computed) {
                    maxima(reach);
                    computed = reach;
                }
                if (y + dy < height) {
                    merge(into, (y + dy) * width);
                }
                if (y - dy >= 0) {
                    merge(into, (y - dy) * width);
                }
            }
        }
        for (int i = 0; i < into.length; i++) {
            into[i] ^= SIGN;
        }
    }

    private void powers(int y) {
        Arrays.fill(powers[0], SIGN);
        for (int x = 0; x < width; x++) {
            powers[0][margin + x] = (byte) (levels[y * width + x] ^ SIGN);
        }
        for (int k = 1; k < powers.length; k++) {
            int step = 1 << (k - 1);
            larger(powers[k - 1], 0, step, powers[k], powers[k].length - step);
        }
    }

    private void maxima(int reach) {
        int power = power(2 * reach + 1);
        larger(powers[power], margin - reach, margin + reach + 1 - (1 << power), maxima, width);
    }

    private static void larger(byte[] from, int one, int other, byte[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = (byte) Math.max(from[i + one], from[i + other]);
        }
    }

    private void merge(byte[] into, int start) {
        for (int x = 0; x < width; x++) {
            into[start + x] = (byte) Math.max(into[start + x], maxima[x]);
        }
    }
}
