package io.fluxfill.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Between which moments a completed request changed its state, in seconds since it was submitted.
 *
 * @param startAtLeast when it was last seen in the queue, or zero
 * @param startAtMost when it was first seen elsewhere
 * @param endAtLeast when it was last seen and not completed, or zero
 * @param endAtMost when it was seen completed
 * @param inference how long fal says that it ran, if it says so
 */
record RequestTimes(
        double startAtLeast,
        double startAtMost,
        double endAtLeast,
        double endAtMost,
        @Nullable Duration inference) {

    double start() {
        return (startAtLeast + startAtMost) / 2;
    }

    /** Whether it is known well enough when its run began. */
    boolean isStartSharp() {
        return startAtMost - startAtLeast <= Math.max(0.5, 0.1 * endAtMost);
    }

    /** What fal says of its run, or null if it says nothing, or what cannot be true by when it was seen. */
    @Nullable
    Double run() {
        if (inference == null) {
            return null;
        }
        double run = inference.getSeconds() + inference.getNano() / 1e9;
        double least = Math.max(0, endAtLeast - startAtMost);
        double most = endAtMost - startAtLeast;
        return run >= least && run <= most ? run : null;
    }

    /** The same, since it is known how long it ran. */
    RequestTimes ranFor(double run) {
        double least = Math.max(startAtLeast, Math.min(startAtMost, endAtLeast - run));
        double most = Math.min(startAtMost, Math.max(least, endAtMost - run));
        return new RequestTimes(least, most, endAtLeast, endAtMost, inference);
    }
}
