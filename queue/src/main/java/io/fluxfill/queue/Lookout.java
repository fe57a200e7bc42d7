package io.fluxfill.queue;

/**
 * When to look next at something that ends at an uncertain time: when the expected square of the lag has grown to a
 * limit. Where nothing can end, nobody looks; where much may end, often. The square makes one long lag dearer than many
 * short ones.
 */
final class Lookout {
    /** What ends evenly within a second is looked at every 200 ms then. */
    private static final double SQUARED_LAG = 0.0026;

    /** What ends within minutes is not worth a look at every moment: from this spread on, in seconds, the limit grows. */
    private static final double WIDE = 2;

    private static final double GROWTH = 1.2;
    private static final double SHORTEST = 0.02;
    /** Far beyond any wait: what lies so far ahead that it is never reached must not be searched for without an end. */
    private static final double LONGEST = 1e6;

    private static final double LEAST_ALIVE = 0.001;
    private static final int HALVINGS = 9;

    private Lookout() {}

    /**
     * The wait until the next look, in seconds; below zero if it is older than anything that is known.
     *
     * @param ages how old it may be now, each as likely as the others; below zero for what begins later
     */
    static double wait(DurationMemory durations, double... ages) {
        Distribution distribution = durations.toDistribution();
        double alive = alive(distribution, ages);
        if (alive < LEAST_ALIVE) {
            return -1;
        }
        double limit = alive * ages.length * SQUARED_LAG * Math.pow(Math.max(1, durations.spread() / WIDE), GROWTH);
        double most = SHORTEST;
        while (most < LONGEST && squaredLag(distribution, ages, most) < limit) {
            most *= 2;
        }
        double least = most > SHORTEST ? most / 2 : 0;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (least + most) / 2;
            if (squaredLag(distribution, ages, middle) < limit) {
                least = middle;
            } else {
                most = middle;
            }
        }
        return most;
    }

    /** The probability not to be over yet. */
    static double alive(Distribution distribution, double... ages) {
        double alive = 0;
        for (double age : ages) {
            alive += 1 - distribution.before(Math.max(0, age));
        }
        return alive / ages.length;
    }

    private static double squaredLag(Distribution distribution, double[] ages, double wait) {
        double sum = 0;
        for (double age : ages) {
            if (age + wait > 0) {
                sum += distribution.squaredLag(Math.max(0, age), age + wait);
            }
        }
        return sum;
    }
}
