package io.fluxfill.queue;

import io.fluxfill.queue.QueueUpdate.Completed;
import io.fluxfill.queue.QueueUpdate.Enqueued;
import io.fluxfill.queue.QueueUpdate.InProgress;
import io.fluxfill.queue.QueueUpdate.InQueue;
import io.fluxfill.queue.QueueUpdate.Other;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;

/**
 * Stands between following and a viewer, so that a slow viewer never stops the following. It holds three updates at most:
 * the first, the last, and between them the newest, which has taken over the log lines of those that it replaced.
 */
final class UpdateBuffer<O> {
    private static final int MOST_PENDING = 3;

    private final int keptLogLines;
    private @Nullable QueueUpdate<O> first;
    private @Nullable QueueUpdate<O> newest;
    private @Nullable Completed<O> last;
    private final Deque<LogLine> newestLogs = new ArrayDeque<>();
    private long newestDropped;

    private UpdateBuffer(int keptLogLines) {
        this.keptLogLines = keptLogLines;
    }

    /**
     * Takes updates as they come and gives them on demand. What ends the updates comes after the ones that are pending.
     */
    static <O> Flux<QueueUpdate<O>> behind(Flux<QueueUpdate<O>> updates, int keptLogLines) {
        return Flux.defer(() -> {
            UpdateBuffer<O> buffer = new UpdateBuffer<>(keptLogLines);
            // The operator queues up tokens, one for each update that is pending here. A merged update brings none: a
            // surplus token would hold back the end until somebody asks for it.
            return updates.<QueueUpdate<O>>handle((update, sink) -> {
                        if (buffer.add(update)) {
                            sink.next(update);
                        }
                    })
                    .onBackpressureBuffer(MOST_PENDING, token -> {}, BufferOverflowStrategy.DROP_OLDEST)
                    .handle((token, sink) -> {
                        QueueUpdate<O> update = buffer.take();
                        if (update != null) {
                            sink.next(update);
                        }
                    });
        });
    }

    /** Whether there is one more pending than before. */
    private synchronized boolean add(QueueUpdate<O> update) {
        if (update instanceof Enqueued<O>) {
            first = update;
            return true;
        }
        if (update instanceof Completed<O> completed) {
            boolean isMerged = last != null;
            last = last == null ? completed : merged(last, completed);
            return !isMerged;
        }
        boolean isMerged = newest != null;
        newest = update;
        newestLogs.addAll(update.newLogs());
        while (newestLogs.size() > keptLogLines) {
            newestLogs.removeFirst();
            newestDropped++;
        }
        return !isMerged;
    }

    private synchronized @Nullable QueueUpdate<O> take() {
        QueueUpdate<O> update = first;
        if (update != null) {
            first = null;
            return update;
        }
        update = newest;
        if (update != null) {
            List<LogLine> logs = List.copyOf(newestLogs);
            long dropped = newestDropped;
            newest = null;
            newestLogs.clear();
            newestDropped = 0;
            return with(update, logs, dropped);
        }
        update = last;
        last = null;
        return update;
    }

    private Completed<O> merged(Completed<O> earlier, Completed<O> later) {
        List<LogLine> logs = new ArrayList<>(earlier.newLogs());
        logs.addAll(later.newLogs());
        int surplus = Math.max(0, logs.size() - keptLogLines);
        return new Completed<>(
                later.handle(),
                later.reply(),
                later.metrics(),
                List.copyOf(logs.subList(surplus, logs.size())),
                earlier.droppedLines() + surplus);
    }

    private static <O> QueueUpdate<O> with(QueueUpdate<O> update, List<LogLine> logs, long dropped) {
        return update.fold(
                enqueued -> enqueued,
                inQueue -> new InQueue<>(inQueue.handle(), inQueue.position(), logs, dropped),
                inProgress -> new InProgress<>(inProgress.handle(), logs, dropped),
                other -> new Other<>(other.handle(), other.rawStatus(), logs, dropped),
                completed ->
                        new Completed<>(completed.handle(), completed.reply(), completed.metrics(), logs, dropped));
    }
}
