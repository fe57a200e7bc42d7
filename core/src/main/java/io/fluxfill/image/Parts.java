package io.fluxfill.image;

import java.util.Arrays;

/**
 * The parts of a region that hang together, diagonally, too, each with the highest of its values; where the value is 0
 * there is none. They are numbered row by row, by the row above alone, and numbers that turn out to be of one part are
 * joined; who walks over the region again meets the same numbers. So nothing is kept for each pixel, and the time grows
 * with the pixels alone.
 */
final class Parts {
    private int[] joined = new int[64];
    private int[] highest = new int[64];

    private Parts() {}

    /**
     * Finds them.
     *
     * @param values not below 0, row by row
     */
    static Parts of(int[] values, int width) {
        Parts parts = new Parts();
        Walk walk = new Walk(values, width);
        for (int start = 0; start < values.length; start += width) {
            walk.next();
            for (int x = 0; x < width; x++) {
                if (walk.number(x) != 0) {
                    parts.add(walk, x, values[start + x]);
                }
            }
        }
        return parts;
    }

    /** The highest value of a part. */
    int highest(int number) {
        return highest[root(number)];
    }

    private void add(Walk walk, int x, int value) {
        int number = walk.number(x);
        if (number >= joined.length) {
            joined = Arrays.copyOf(joined, 2 * number);
            highest = Arrays.copyOf(highest, 2 * number);
        }
        if (joined[number] == 0) {
            joined[number] = number;
        }
        int root = root(number);
        for (int beside = x - 1; beside <= x + 1; beside++) {
            int above = walk.above(beside);
            root = above == 0 || above == number ? root : join(root, root(above));
        }
        highest[root] = Math.max(highest[root], value);
    }

    private int join(int one, int other) {
        int root = Math.min(one, other);
        joined[Math.max(one, other)] = root;
        highest[root] = Math.max(highest[one], highest[other]);
        return root;
    }

    private int root(int number) {
        int root = number;
        while (joined[root] != root) {
            joined[root] = joined[joined[root]];
            root = joined[root];
        }
        return root;
    }

    /** The numbers of one row after the other. */
    static final class Walk {
        private final int[] values;
        private final int width;
        /** With a 0 before the row and behind it. */
        private int[] numbers;

        private int[] above;
        private int start;
        private int count;

        Walk(int[] values, int width) {
            this.values = values;
            this.width = width;
            numbers = new int[width + 2];
            above = new int[width + 2];
        }

        /** Goes on to the next row, and to the first one at first. */
        void next() {
            int[] row = above;
            above = numbers;
            numbers = row;
            for (int x = 1; x <= width; x++) {
                row[x] = values[start++] == 0 ? 0 : numberAt(x);
            }
        }

        private int numberAt(int x) {
            int known = numbers[x - 1] != 0 ? numbers[x - 1] : above[x - 1] != 0 ? above[x - 1] : above[x];
            return known != 0 ? known : above[x + 1] != 0 ? above[x + 1] : ++count;
        }

        /** The number of the part that a pixel of this row is of, from 1 on; 0 if of none. */
        int number(int x) {
            return numbers[x + 1];
        }

        private int above(int x) {
            return above[x + 1];
        }
    }
}
