package io.fluxfill.image;

/**
 * The highest level within a disc. The disc is cut into its rows: for each of them the maxima of every row of the mask
 * over as many pixels, each in a constant time (maxima from the start and to the end of blocks of that length, of which
 * two make any stretch), go to the row above and below it at that distance.
 */
final class DiscMaximum {
    private final byte[] levels;
    private final int width;
    private final int height;
    private final int radius;
    private final int[] reach;
    private final byte[] maxima;
    private final byte[] fromStart;
    private final byte[] toEnd;

    /** Compared as they are, levels would be negative from 128 on. */
    private static final int SIGN = 0x80;

    DiscMaximum(byte[] levels, int width, int height, int radius) {
        this.levels = levels;
        this.width = width;
        this.height = height;
        this.radius = radius;
        reach = Disc.halfWidths(radius);
        maxima = new byte[width];
        int padded = width + 2 * Math.min(radius, width);
        fromStart = new byte[padded];
        toEnd = new byte[padded];
    }

    void grow(byte[] into) {
        java.util.Arrays.fill(into, (byte) SIGN);
        for (int y = 0; y < height; y++) {
            int computed = -1;
            for (int dy = Math.min(radius, height - 1); dy >= 0; dy--) {
                int half = Math.min(reach[dy], width);
                if (half != computed) {
                    maxima(y, half);
                    computed = half;
                }
                if (y + dy < height) {
                    merge(into, (y + dy) * width);
                }
                if (dy > 0 && y >= dy) {
                    merge(into, (y - dy) * width);
                }
            }
        }
        for (int i = 0; i < into.length; i++) {
            into[i] ^= (byte) SIGN;
        }
    }

    private void merge(byte[] into, int start) {
        for (int x = 0; x < width; x++) {
            into[start + x] = (byte) Math.max(into[start + x], maxima[x]);
        }
    }

    private void maxima(int y, int half) {
        int start = y * width;
        int size = 2 * half + 1;
        int padded = width + 2 * half;
        int running = -SIGN;
        for (int i = 0, left = 0; i < padded; i++) {
            int value = i < half || i >= half + width ? -SIGN : (byte) (levels[start + i - half] ^ SIGN);
            running = left == 0 ? value : Math.max(running, value);
            left = left == 0 ? size - 1 : left - 1;
            fromStart[i] = (byte) running;
        }
        for (int i = padded - 1, at = (padded - 1) % size; i >= 0; i--) {
            int value = i < half || i >= half + width ? -SIGN : (byte) (levels[start + i - half] ^ SIGN);
            running = at == size - 1 || i == padded - 1 ? value : Math.max(running, value);
            at = at == 0 ? size - 1 : at - 1;
            toEnd[i] = (byte) running;
        }
        for (int x = 0; x < width; x++) {
            maxima[x] = (byte) Math.max(toEnd[x], fromStart[x + size - 1]);
        }
    }
}
