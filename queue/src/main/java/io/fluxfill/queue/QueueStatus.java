package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What fal says of a request at one moment.
 *
 * @param handle the request
 * @param state where it is
 * @param rawStatus fal's word for that
 * @param queuePosition how many requests are before it, if fal said
 * @param logs the lines of fal's window; they repeat those of earlier answers
 * @param metrics what fal measured
 * @param error what the platform says went wrong; its absence does not mean success, the result decides
 * @param errorType fal's name for that
 * @since 0.1
 */
public record QueueStatus(
        RequestHandle handle,
        State state,
        String rawStatus,
        @Nullable Integer queuePosition,
        List<LogLine> logs,
        Metrics metrics,
        @Nullable String error,
        @Nullable String errorType) {

    /** Where a request is. */
    public enum State {
        /** It waits for a runner. */
        IN_QUEUE,
        /** It is worked on. */
        IN_PROGRESS,
        /** It has ended; whether well, the result says. */
        COMPLETED,
        /** fal says something that this version does not know. */
        OTHER
    }
}
