package io.fluxfill.image;

import java.util.Arrays;

/**
 * How far the pixels of a mask are from the nearest one that is kept (level 0), squared, measured between centres: the
 * Euclidean distance itself, not an estimate, in a time that does not depend on it. After A. Meijster, J. Roerdink and W.
 * Hesselink, "A general algorithm for computing distance transforms in linear time" (2000).
 */
final class Distances {
    private final Mask mask;
    private final Region region;
    private final int limit;
    private final int[] rows;
    private final long[] squares;
    private final int[] nearest;
    private final int[] from;

    private Distances(Mask mask, Region region, int limit) {
        this.mask = mask;
        this.region = region;
        this.limit = limit;
        rows = new int[region.width()];
        squares = new long[region.width()];
        nearest = new int[region.width()];
        from = new int[region.width()];
    }

    /**
     * The squared distances within a region, row by row. Pixels outside the region do not count, nor does what lies
     * beyond the border.
     *
     * @param limit of what is further away only that is told: it gets the square of {@code limit + 1}; 0 to 32767
     */
    static int[] squared(Mask mask, Region region, int limit) {
        return new Distances(mask, region.checkedWithin(mask.width(), mask.height()), limit).squared();
    }

    private int[] squared() {
        int width = region.width();
        int height = region.height();
        int[] result = new int[Math.multiplyExact(width, height)];
        Arrays.fill(rows, limit + 1);
        for (int y = height - 1; y >= 0; y--) {
            below(y, result);
        }
        Arrays.fill(rows, limit + 1);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int above = result[y * width + x] == 0 ? 0 : Math.min(rows[x], limit) + 1;
                rows[x] = above;
                long away = Math.min(above, result[y * width + x]);
                squares[x] = away * away;
            }
            across(result, y * width);
        }
        return result;
    }

    /** How many rows down to the nearest one that is kept, up to the limit and one. */
    private void below(int y, int[] result) {
        int at = (region.y() + y) * mask.width() + region.x();
        byte[] levels = mask.shared();
        for (int x = 0; x < rows.length; x++) {
            rows[x] = levels[at + x] == 0 ? 0 : Math.min(rows[x], limit) + 1;
            result[y * rows.length + x] = rows[x];
        }
    }

    /** Each column has a parabola over the row, and the lowest one tells. */
    private void across(int[] result, int start) {
        int width = rows.length;
        int last = -1;
        for (int x = 0; x < width; x++) {
            while (last >= 0 && parabola(nearest[last], from[last]) > parabola(x, from[last])) {
                last--;
            }
            if (last < 0) {
                last = 0;
                nearest[0] = x;
                from[0] = 0;
            } else {
                long behind = 1 + meeting(nearest[last], x);
                if (behind < width) {
                    last++;
                    nearest[last] = x;
                    from[last] = (int) behind;
                }
            }
        }
        long most = (limit + 1L) * (limit + 1L);
        for (int x = width - 1; x >= 0; x--) {
            result[start + x] = (int) Math.min(most, parabola(nearest[last], x));
            if (x == from[last]) {
                last--;
            }
        }
    }

    private long parabola(int of, int at) {
        long dx = (long) at - of;
        return dx * dx + squares[of];
    }

    /** The last place where the parabola on the left is not above the one on the right. */
    private long meeting(int left, int right) {
        long between = (long) right * right - (long) left * left + squares[right] - squares[left];
        return Math.floorDiv(between, 2L * (right - left));
    }
}
