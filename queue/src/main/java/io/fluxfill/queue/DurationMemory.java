package io.fluxfill.queue;

import java.util.Arrays;

/**
 * The latest durations of one kind, in seconds; newer ones weigh more. Immutable. New ones are taken in a few at a time:
 * to sort them all anew for each would cost more than it tells.
 */
final class DurationMemory {
    static final DurationMemory EMPTY = new DurationMemory(new double[0], new int[0], 0, new double[0]);
    private static final int KEPT = 192;
    private static final int HALF_LIFE = 48;
    private static final int TAKEN_IN_AT_ONCE = 16;
    private static final double[] WEIGHTS = new double[KEPT];
    /** What was never seen is not impossible: longer ones have the weight of one, and so do shorter ones. */
    private static final double[] TAIL_ENDS = {1, 3, 7};

    private static final double[] TAIL_SHARES = {0.5, 0.25, 0.25};
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    static {
        Arrays.setAll(WEIGHTS, age -> Math.pow(0.5, (double) age / HALF_LIFE));
    }

    private final double[] sorted;
    /** The how-manieth each of the sorted was. */
    private final int[] born;

    private final int next;
    private final double[] fresh;
    private final Distribution distribution;
    private double spread;
    private double rare = 1;

    private DurationMemory(double[] sorted, int[] born, int next, double[] fresh) {
        this.sorted = sorted;
        this.born = born;
        this.next = next;
        this.fresh = fresh;
        distribution = sorted.length == 0 ? new Distribution(0) : distribution();
    }

    /** As it was, but for what is to be taken in. */
    private DurationMemory(DurationMemory known, double[] fresh) {
        sorted = known.sorted;
        born = known.born;
        next = known.next;
        distribution = known.distribution;
        spread = known.spread;
        rare = known.rare;
        this.fresh = fresh;
    }

    /** With one more; the oldest goes if there are too many. */
    DurationMemory with(double duration) {
        double[] more = Arrays.copyOf(fresh, fresh.length + 1);
        more[fresh.length] = duration;
        return more.length * TAKEN_IN_AT_ONCE < sorted.length ? new DurationMemory(this, more) : takingIn(more);
    }

    private DurationMemory takingIn(double[] more) {
        double[] newOnes = more.clone();
        Arrays.sort(newOnes);
        int end = next + newOnes.length;
        double[] all = new double[sorted.length + newOnes.length];
        int[] allBorn = new int[all.length];
        int size = 0;
        int taken = 0;
        for (int i = 0; i < sorted.length; i++) {
            while (taken < newOnes.length && newOnes[taken] < sorted[i]) {
                allBorn[size] = next + taken;
                all[size++] = newOnes[taken++];
            }
            if (end - born[i] <= KEPT) {
                allBorn[size] = born[i];
                all[size++] = sorted[i];
            }
        }
        while (taken < newOnes.length) {
            allBorn[size] = next + taken;
            all[size++] = newOnes[taken++];
        }
        return new DurationMemory(Arrays.copyOf(all, size), Arrays.copyOf(allBorn, size), end, new double[0]);
    }

    /** Each stands for the stretch up to the one before it, as far as that is not wider than is usual around there. */
    private Distribution distribution() {
        double weight = 0;
        for (int i = 0; i < sorted.length; i++) {
            weight += weight(i);
        }
        double unit = 1 / (weight + 2);
        double[] quantiles = quantiles(weight, 0.1, 0.25, 0.5, 0.75, 0.9);
        double median = quantiles[2];
        spread = (quantiles[3] - quantiles[1]) / 1.35;
        rare = Math.max(0.08, 2.5 * unit);
        double below = 2 * (quantiles[1] - quantiles[0]);
        double above = Math.max(quantiles[4] - quantiles[3], Math.max(0.02 * median, 0.01));
        Distribution made = new Distribution(1 + sorted.length + TAIL_ENDS.length);
        double shortest = Math.max(0, sorted[0] - below);
        made.add(Math.max(0, shortest - below / 2), shortest, unit);
        for (int i = 0; i < sorted.length; i++) {
            made.add(sorted[i] - (sorted[i] < median ? below : 2 * above), sorted[i], weight(i) * unit);
        }
        double longest = made.end();
        for (int i = 0; i < TAIL_ENDS.length; i++) {
            made.add(made.end(), longest + TAIL_ENDS[i] * above, TAIL_SHARES[i] * unit);
        }
        return made;
    }

    private double weight(int i) {
        return WEIGHTS[next - 1 - born[i]];
    }

    private double[] quantiles(double weight, double... parts) {
        double[] quantiles = new double[parts.length];
        double passed = 0;
        int at = 0;
        for (int i = 0; i < sorted.length && at < parts.length; i++) {
            passed += weight(i);
            while (at < parts.length && passed >= parts[at] * weight) {
                quantiles[at++] = sorted[i];
            }
        }
        Arrays.fill(quantiles, at, parts.length, sorted[sorted.length - 1]);
        return quantiles;
    }

    /** How many are remembered. */
    int size() {
        return sorted.length;
    }

    Distribution toDistribution() {
        return distribution;
    }

    /** The standard deviation of its middle half: what lies far out does not count. */
    double spread() {
        return spread;
    }

    /** A probability that rests on two or three of them, or less. */
    double rare() {
        return rare;
    }

    /** A duration between two others, drawn evenly from what is known to lie between them. */
    double drawn(double least, double most) {
        double part = (next + fresh.length) * GOLDEN % 1;
        double low = distribution.before(least);
        double drawn = distribution.quantile(low + part * (distribution.before(most) - low));
        return Math.min(most, Math.max(least, drawn));
    }
}
