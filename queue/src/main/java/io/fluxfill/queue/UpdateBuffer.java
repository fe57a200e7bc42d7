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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Stands between following and a viewer, so that a slow viewer never stops the following. It holds three updates at most:
 * the first, the last, and between them the newest, which has taken over the log lines of those that it replaced.
 */
final class UpdateBuffer<O> implements CoreSubscriber<QueueUpdate<O>>, Subscription, Scannable {
    private final CoreSubscriber<? super QueueUpdate<O>> viewer;
    private final int keptLogLines;
    private final AtomicLong requested = new AtomicLong();
    /** Above zero while somebody gives what is pending; who comes meanwhile only counts. */
    private final AtomicInteger drains = new AtomicInteger();

    private @Nullable Subscription updates;
    private @Nullable Throwable error;
    private volatile boolean isEnded;
    private volatile boolean isCancelled;
    private @Nullable QueueUpdate<O> first;
    private @Nullable QueueUpdate<O> newest;
    private @Nullable Completed<O> last;
    private final Deque<LogLine> newestLogs = new ArrayDeque<>();
    private long newestDropped;

    private UpdateBuffer(CoreSubscriber<? super QueueUpdate<O>> viewer, int keptLogLines) {
        this.viewer = viewer;
        this.keptLogLines = keptLogLines;
    }

    /**
     * Takes updates as they come and gives them on demand. What ends the updates comes after the ones that are pending.
     */
    static <O> Flux<QueueUpdate<O>> behind(Flux<QueueUpdate<O>> updates, int keptLogLines) {
        return new FluxOperator<QueueUpdate<O>, QueueUpdate<O>>(updates) {
            @Override
            public void subscribe(CoreSubscriber<? super QueueUpdate<O>> viewer) {
                source.subscribe(new UpdateBuffer<>(viewer, keptLogLines));
            }
        };
    }

    @Override
    public Context currentContext() {
        return viewer.currentContext();
    }

    @Override
    public void onSubscribe(Subscription updates) {
        this.updates = updates;
        viewer.onSubscribe(this);
        updates.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(QueueUpdate<O> update) {
        add(update);
        drain();
    }

    @Override
    public void onError(Throwable error) {
        this.error = error;
        isEnded = true;
        drain();
    }

    @Override
    public void onComplete() {
        isEnded = true;
        drain();
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            requested.accumulateAndGet(n, Operators::addCap);
            drain();
        }
    }

    @Override
    public void cancel() {
        isCancelled = true;
        Subscription current = updates;
        if (current != null) {
            current.cancel();
        }
    }

    private void drain() {
        if (drains.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            give();
            missed = drains.addAndGet(-missed);
        } while (missed != 0);
    }

    private void give() {
        long demand = requested.get();
        long given = 0;
        while (!isCancelled) {
            // Looked at first: behind the end nothing is added.
            boolean noneFollows = isEnded;
            QueueUpdate<O> update = given == demand ? null : take();
            if (update != null) {
                viewer.onNext(update);
                given++;
            } else {
                if (noneFollows && isEmpty()) {
                    end();
                }
                break;
            }
        }
        if (given > 0 && demand != Long.MAX_VALUE) {
            requested.addAndGet(-given);
        }
    }

    private void end() {
        isCancelled = true;
        Throwable cause = error;
        if (cause == null) {
            viewer.onComplete();
        } else {
            viewer.onError(cause);
        }
    }

    private synchronized boolean isEmpty() {
        return first == null && newest == null && last == null;
    }

    private synchronized void add(QueueUpdate<O> update) {
        if (update instanceof Enqueued<O>) {
            first = update;
        } else if (update instanceof Completed<O> completed) {
            last = last == null ? completed : merged(last, completed);
        } else {
            newest = update;
            newestLogs.addAll(update.newLogs());
            while (newestLogs.size() > keptLogLines) {
                newestLogs.removeFirst();
                newestDropped++;
            }
        }
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

    @Override
    @SuppressWarnings({"rawtypes", "ReferenceEquality"}) // as it is declared; its keys are constants
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return updates;
        }
        if (key == Attr.ACTUAL) {
            return viewer;
        }
        if (key == Attr.TERMINATED) {
            return isEnded && isEmpty();
        }
        if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return requested.get();
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
    }
}
