package io.fluxfill.queue;

/**
 * How a duration is distributed, as stretches of even density. Immutable; times are in seconds. The moments of all
 * stretches before each are kept, so that what is asked for costs a binary search.
 */
final class Distribution {
    private static final double NARROWEST = 1e-6;

    private final double[] from;
    private final double[] to;
    /** How much lies before each stretch, with its first two moments. */
    private final double[] mass;

    private final double[] first;
    private final double[] second;
    private int size;

    Distribution(int stretches) {
        from = new double[stretches];
        to = new double[stretches];
        mass = new double[stretches + 1];
        first = new double[stretches + 1];
        second = new double[stretches + 1];
    }

    /** Adds the next stretch, not before the end of the last one; only while it is made. */
    void add(double begin, double end, double share) {
        from[size] = size == 0 ? begin : Math.max(begin, to[size - 1]);
        to[size] = Math.max(end, from[size] + NARROWEST);
        double low = from[size];
        double high = to[size];
        mass[size + 1] = mass[size] + share;
        first[size + 1] = first[size] + share * (low + high) / 2;
        second[size + 1] = second[size] + share * (low * low + low * high + high * high) / 3;
        size++;
    }

    /** Beyond it nothing is known. */
    double end() {
        return to[size - 1];
    }

    /** The probability not to be longer. */
    double before(double time) {
        int i = stretch(time);
        return i < 0 ? 0 : mass[i] + part(i, time) * (mass[i + 1] - mass[i]);
    }

    /** The time that is not exceeded with a probability. */
    double quantile(double probability) {
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (mass[middle + 1] < probability) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        double part = (probability - mass[low]) / (mass[low + 1] - mass[low]);
        return from[low] + Math.min(1, Math.max(0, part)) * (to[low] - from[low]);
    }

    /**
     * What is expected of the square of the lag, if one that was not over at an age is looked at when it is older: the
     * sum over all that end in between, not yet divided by the probability that it was not over.
     */
    double squaredLag(double age, double look) {
        return squaredLagUntil(look, look) - squaredLagUntil(age, look);
    }

    private double squaredLagUntil(double time, double look) {
        int i = stretch(time);
        if (i < 0) {
            return 0;
        }
        double low = from[i];
        double high = Math.min(time, to[i]);
        double share = part(i, time) * (mass[i + 1] - mass[i]);
        double sum = first[i] + share * (low + high) / 2;
        double squares = second[i] + share * (low * low + low * high + high * high) / 3;
        return look * look * (mass[i] + share) - 2 * look * sum + squares;
    }

    private double part(int stretch, double time) {
        return time >= to[stretch] ? 1 : (time - from[stretch]) / (to[stretch] - from[stretch]);
    }

    /** The last stretch that begins before a time. */
    private int stretch(double time) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (from[middle] < time) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
