package io.fluxfill.benchmarks.load;

import java.util.Arrays;
import java.util.Locale;

/** The median of some rounds, and how far they spread. */
record Spread(double median, double min, double max) {

    static Spread of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(
                median,
                sorted.length == 0 ? Double.NaN : sorted[0],
                sorted.length == 0 ? Double.NaN : sorted[sorted.length - 1]);
    }

    String text(int digits) {
        if (Double.isNaN(median)) {
            return "not measured";
        }
        String number = "%." + digits + "f";
        return String.format(Locale.ROOT, number + " (" + number + "–" + number + ")", median, min, max);
    }
}
