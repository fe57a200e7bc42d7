package io.fluxfill.image;

import java.util.function.DoubleUnaryOperator;

/**
 * Brings pictures to another size, one direction after the other. Pixels are squares whose centres lie
 * at a half, so that nothing moves: a finished picture of another size has to fit its original to a fraction of a pixel.
 */
final class Resampler {
    /** Weights are integers of which so many bits are behind the point. */
    private static final int BITS = 15;

    private static final int LANCZOS = 3;

    private Resampler() {}

    static Picture scaled(Picture picture, int width, int height) {
        byte[] samples =
                scaled(picture.shared(), picture.region(), 3, Region.whole(width, height), LANCZOS, Resampler::lanczos);
        return Picture.wrap(width, height, samples, picture.sharedProfile());
    }

    /** With a filter that does not swing over. */
    static Mask scaled(Mask mask, int width, int height) {
        byte[] levels =
                scaled(mask.shared(), mask.region(), 1, Region.whole(width, height), 1, distance -> 1 - distance);
        return Mask.wrap(width, height, levels);
    }

    private static double lanczos(double distance) {
        double angle = Math.PI * distance;
        return distance == 0 ? 1 : LANCZOS * Math.sin(angle) * Math.sin(angle / LANCZOS) / (angle * angle);
    }

    private static byte[] scaled(
            byte[] samples, Region from, int bands, Region to, int support, DoubleUnaryOperator filter) {
        // What lies between both steps is to be the smaller of the two: it may be larger than either picture.
        boolean isRowsFirst = (long) to.width() * from.height() <= (long) from.width() * to.height();
        Region between =
                isRowsFirst ? Region.whole(to.width(), from.height()) : Region.whole(from.width(), to.height());
        return step(step(samples, from, bands, between, support, filter), between, bands, to, support, filter);
    }

    /** In one direction: the other has the size already. */
    private static byte[] step(
            byte[] samples, Region from, int bands, Region to, int support, DoubleUnaryOperator filter) {
        if (from.equals(to)) {
            return samples;
        }
        byte[] into = Pixels.allocate(to.width(), to.height(), bands);
        if (from.width() == to.width()) {
            alongColumns(samples, to.width() * bands, new Taps(from.height(), to.height(), support, filter), into);
        } else {
            alongRows(samples, from.width(), bands, new Taps(from.width(), to.width(), support, filter), into);
        }
        return into;
    }

    private static void alongRows(byte[] from, int width, int bands, Taps taps, byte[] into) {
        int at = 0;
        for (int row = 0; row < from.length; row += width * bands) {
            for (int x = 0; x < taps.first.length; x++) {
                int[] weights = taps.weights[x];
                for (int band = 0; band < bands; band++) {
                    int sum = 1 << (BITS - 1);
                    int next = row + taps.first[x] * bands + band;
                    for (int weight : weights) {
                        sum += weight * (from[next] & 255);
                        next += bands;
                    }
                    into[at++] = clamp(sum >> BITS);
                }
            }
        }
    }

    private static void alongColumns(byte[] from, int length, Taps taps, byte[] into) {
        int[] sums = new int[length];
        for (int y = 0; y < taps.first.length; y++) {
            java.util.Arrays.fill(sums, 1 << (BITS - 1));
            int row = taps.first[y];
            for (int weight : taps.weights[y]) {
                int start = row++ * length;
                for (int i = 0; i < length; i++) {
                    sums[i] += weight * (from[start + i] & 255);
                }
            }
            for (int i = 0; i < length; i++) {
                into[y * length + i] = clamp(sums[i] >> BITS);
            }
        }
    }

    private static byte clamp(int level) {
        return (byte) Math.max(0, Math.min(255, level));
    }

    /** Which pixels each new one is made of. Beyond the border there are none, and the others weigh more. */
    private static final class Taps {
        private final int[] first;
        private final int[][] weights;

        Taps(int from, int to, int support, DoubleUnaryOperator filter) {
            first = new int[to];
            weights = new int[to][];
            double step = (double) from / to;
            // A smaller picture takes what it leaves out into account.
            double spread = Math.max(1, step);
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * step - 0.5;
                first[i] = (int) Math.max(0, Math.ceil(centre - support * spread));
                int last = (int) Math.min(from - 1, Math.floor(centre + support * spread));
                double[] exact = new double[last - first[i] + 1];
                double sum = 0;
                for (int k = 0; k < exact.length; k++) {
                    exact[k] = filter.applyAsDouble(Math.abs(first[i] + k - centre) / spread);
                    sum += exact[k];
                }
                weights[i] = whole(exact, sum);
            }
        }

        /** In sum exactly one, so that what is plain stays as it is: what rounding leaves goes on to the next. */
        private static int[] whole(double[] exact, double sum) {
            int[] whole = new int[exact.length];
            double through = 0;
            long given = 0;
            for (int k = 0; k < whole.length; k++) {
                through += exact[k] / sum * (1 << BITS);
                whole[k] = (int) (Math.round(through) - given);
                given += whole[k];
            }
            return whole;
        }
    }
}
