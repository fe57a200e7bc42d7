package io.fluxfill.batchedit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to see at one moment.
 *
 * @param running the edits that are under way, the most advanced first
 * @param secondsLeft as far as can be told, or null
 */
record View(
        List<Line> running,
        int succeeded,
        int failed,
        int total,
        int peakInFlight,
        long seconds,
        @Nullable Long secondsLeft) {

    /**
     * One running edit.
     *
     * @param log the last line that the model wrote, or empty
     */
    record Line(int row, String name, String state, long seconds, String log) {}

    int ended() {
        return succeeded + failed;
    }
}
