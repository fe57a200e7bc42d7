package io.fluxfill.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * One timeout for many things, each from its own beginning. Nearly all of them end in time, so that a timer each would be
 * set for nothing: here there is one, for the eldest. Thread-safe.
 *
 * @since 0.1
 */
public final class SharedTimeout {
    /** As good as for ever; nanoseconds overflow at three times of it. */
    private static final Duration CENTURY = Duration.ofDays(36_525);

    /** So often it is looked at least: one that is not needed any more is let go of soon, whatever its length. */
    private static final long LOOK = Duration.ofSeconds(10).toNanos();

    private static final long OVERDUE = Duration.ofSeconds(1).toNanos();

    private final long after;
    private final Supplier<Scheduler> timer;
    /** The ends of the list: behind it the eldest, before it the youngest. */
    private final Entry ends = new Entry(() -> {}, 0);

    /** The next look at the eldest; it may find that there is none any more. */
    private @Nullable Disposable look;

    private @Nullable Scheduler clock;
    private long due;

    /**
     * A timeout.
     *
     * @param after how long each thing may take
     * @param timer tells the time, and is where what has expired is run
     */
    public SharedTimeout(Duration after, Supplier<Scheduler> timer) {
        this.after = (after.compareTo(CENTURY) > 0 ? CENTURY : after).toNanos();
        this.timer = timer;
        ends.before = ends;
        ends.behind = ends;
    }

    /**
     * Something begins.
     *
     * @param expired run once if it takes longer, on the timer; it may still be run while it is being disposed of
     * @return to be disposed of when it has ended
     */
    @SuppressWarnings("ReferenceEquality") // the same scheduler, not one like it
    public Disposable begin(Runnable expired) {
        Scheduler current = timer.get();
        synchronized (ends) {
            long now = current.now(TimeUnit.NANOSECONDS);
            if (look == null || current != clock || now - due > OVERDUE) {
                // Also where the timer was stopped or replaced under it, and never looked.
                lookIn(current, now, after);
            }
            Entry entry = new Entry(expired, now);
            entry.before = ends.before;
            entry.behind = ends;
            ends.before.behind = entry;
            ends.before = entry;
            return entry;
        }
    }

    private void lookIn(Scheduler scheduler, long now, long delay) {
        stopLooking();
        long next = Math.min(delay, LOOK);
        look = scheduler.schedule(this::look, next, TimeUnit.NANOSECONDS);
        clock = scheduler;
        due = now + next;
    }

    private void stopLooking() {
        Disposable current = look;
        look = null;
        if (current != null) {
            current.dispose();
        }
    }

    private void look() {
        List<Runnable> expired = new ArrayList<>();
        synchronized (ends) {
            Scheduler current = clock;
            if (current == null) {
                return;
            }
            long now = current.now(TimeUnit.NANOSECONDS);
            while (ends.behind != ends && now - ends.behind.begun >= after) {
                expired.add(ends.behind.expired);
                ends.behind.leave();
            }
            look = null;
            if (ends.behind != ends) {
                try {
                    lookIn(current, now, after - (now - ends.behind.begun));
                } catch (RejectedExecutionException e) {
                    // It was stopped; whoever begins next looks on another one.
                    look = null;
                }
            }
        }
        expired.forEach(SharedTimeout::run);
    }

    private static void run(Runnable expired) {
        try {
            expired.run();
        } catch (RuntimeException | Error e) {
            Exceptions.throwIfFatal(e);
            Operators.onErrorDropped(e, Context.empty());
        }
    }

    /** One of the things, in a list, from which it is taken out wherever it stands. */
    private final class Entry implements Disposable {
        private final Runnable expired;
        private final long begun;
        private Entry before = this;
        private Entry behind = this;

        Entry(Runnable expired, long begun) {
            this.expired = expired;
            this.begun = begun;
        }

        @Override
        public void dispose() {
            synchronized (ends) {
                // Nobody stops the look when none is left: it would have to be set again a moment later.
                leave();
            }
        }

        private void leave() {
            before.behind = behind;
            behind.before = before;
            before = this;
            behind = this;
        }

        @Override
        public boolean isDisposed() {
            synchronized (ends) {
                return behind == this;
            }
        }
    }
}
