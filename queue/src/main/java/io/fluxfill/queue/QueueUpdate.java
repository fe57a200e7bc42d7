package io.fluxfill.queue;

import io.fluxfill.Reply;
import io.fluxfill.RequestHandle;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What became known of a request since the last update.
 *
 * @param <O> the output of its endpoint
 * @since 0.1
 */
public sealed interface QueueUpdate<O> {
    /** The request. Write it down: with it, everything can be resumed. */
    RequestHandle handle();

    /** Log lines that no earlier update had, in order. */
    List<LogLine> newLogs();

    /** How many older new lines are missing here, because this viewer was too slow for them. */
    long droppedLines();

    /** Whether this has the result; nothing but trailing log lines comes behind it. */
    default boolean isCompleted() {
        return this instanceof Completed;
    }

    /** Calls the function of the case that this is. */
    default <R extends @Nullable Object> R fold(
            Function<? super Enqueued<O>, ? extends R> enqueued,
            Function<? super InQueue<O>, ? extends R> inQueue,
            Function<? super InProgress<O>, ? extends R> inProgress,
            Function<? super Other<O>, ? extends R> other,
            Function<? super Completed<O>, ? extends R> completed) {
        if (this instanceof Enqueued<O> update) {
            return enqueued.apply(update);
        }
        if (this instanceof InQueue<O> update) {
            return inQueue.apply(update);
        }
        if (this instanceof InProgress<O> update) {
            return inProgress.apply(update);
        }
        if (this instanceof Other<O> update) {
            return other.apply(update);
        }
        return completed.apply((Completed<O>) this);
    }

    /** fal accepted it. */
    record Enqueued<O>(RequestHandle handle) implements QueueUpdate<O> {
        @Override
        public List<LogLine> newLogs() {
            return List.of();
        }

        @Override
        public long droppedLines() {
            return 0;
        }
    }

    /**
     * It waits for a runner.
     *
     * @param position how many are before it, if fal said
     */
    record InQueue<O>(RequestHandle handle, @Nullable Integer position, List<LogLine> newLogs, long droppedLines)
            implements QueueUpdate<O> {}

    /** It is worked on. */
    record InProgress<O>(RequestHandle handle, List<LogLine> newLogs, long droppedLines) implements QueueUpdate<O> {}

    /**
     * fal says something that this version does not know; following goes on.
     *
     * @param rawStatus fal's word
     */
    record Other<O>(RequestHandle handle, String rawStatus, List<LogLine> newLogs, long droppedLines)
            implements QueueUpdate<O> {}

    /**
     * It ended well, and here is its result. A request that failed ends in an error instead. It is the last update, but
     * for the same once more with each batch of {@linkplain QueueOptions#trailingLogs() trailing log lines}.
     *
     * @param reply the result
     * @param metrics what fal measured
     */
    record Completed<O>(RequestHandle handle, Reply<O> reply, Metrics metrics, List<LogLine> newLogs, long droppedLines)
            implements QueueUpdate<O> {}
}
