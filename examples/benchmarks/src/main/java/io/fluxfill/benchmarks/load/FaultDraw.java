package io.fluxfill.benchmarks.load;

import java.util.SplittableRandom;

/** What goes wrong with a call: 2 % are refused with 503, 2 % with 429, and 1 % end in a reset connection. */
enum FaultDraw {
    NONE,
    UNAVAILABLE,
    TOO_MANY,
    RESET_BEFORE,
    RESET_AFTER;

    static FaultDraw next(SplittableRandom random) {
        double draw = random.nextDouble();
        if (draw < 0.02) {
            return UNAVAILABLE;
        }
        if (draw < 0.04) {
            return TOO_MANY;
        }
        if (draw < 0.045) {
            return RESET_BEFORE;
        }
        return draw < 0.05 ? RESET_AFTER : NONE;
    }
}
