package io.fluxfill.queue;

import org.jspecify.annotations.Nullable;

/**
 * How long the requests of an endpoint take, as far as their polls tell. Immutable.
 *
 * @param waits how long they waited in the queue
 * @param runs how long they ran
 * @param surprise how often of late one was over long before it was looked at, from 0 to 1
 */
record Learned(DurationMemory waits, DurationMemory runs, double surprise) {
    static final Learned NOTHING = new Learned(DurationMemory.EMPTY, DurationMemory.EMPTY, 0);
    private static final int FEW = 8;
    private static final double SURPRISED = 0.42;
    private static final double SHARE_OF_ONE = 1.0 / 8;

    boolean isEnough() {
        return runs.size() >= FEW;
    }

    /** Whether one knows without looking when a run begins: the queue is always the same, or short beside the run. */
    boolean isStartKnown() {
        if (waits.size() < FEW || !isEnough()) {
            return false;
        }
        double width =
                waits.toDistribution().quantile(0.95) - waits.toDistribution().quantile(0.05);
        return width <= Math.max(runs.spread() / 2, 0.05 * runs.toDistribution().quantile(0.5));
    }

    double usualWait() {
        return waits.toDistribution().quantile(0.5);
    }

    Learned with(RequestTimes times) {
        double start = start(times);
        double least = Math.max(0, times.endAtLeast() - start);
        double most = times.endAtMost() - start;
        double newSurprise = surprise * (1 - SHARE_OF_ONE);
        double run = (least + most) / 2;
        @Nullable Double told = times.run();
        if (told != null) {
            run = told;
        } else if (isEnough() && most - least > runs.spread()) {
            double expected =
                    runs.toDistribution().before(most) - runs.toDistribution().before(least);
            boolean isLate = most - least > most / 4;
            newSurprise += isLate ? (1 - expected) * SHARE_OF_ONE : 0;
            // To take the middle would make the unknown narrower each time; but where all has changed, it is the way
            // out.
            run = expected > 0.01 && newSurprise < SURPRISED ? runs.drawn(least, most) : run;
        }
        RequestTimes known = told == null ? times : times.ranFor(run);
        return new Learned(known.isStartSharp() ? waits.with(known.start()) : waits, runs.with(run), newSurprise);
    }

    /** Where the sightings leave it open, what is usual decides. */
    private double start(RequestTimes times) {
        return times.isStartSharp() || !isStartKnown()
                ? times.start()
                : Math.min(times.startAtMost(), Math.max(times.startAtLeast(), usualWait()));
    }
}
