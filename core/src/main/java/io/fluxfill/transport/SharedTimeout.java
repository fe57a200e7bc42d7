package io.fluxfill.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * One timeout for many things, each from its own beginning. Nearly all of them end in time, so that a timer each would be
 * set for nothing: here there is one, for the eldest. Thread-safe.
 *
 * @since 0.1
 */
public final class SharedTimeout {
    /** As good as for ever; nanoseconds overflow at three times of it. */
    private static final Duration CENTURY = Duration.ofDays(36_525);

    private final long after;
    private final Supplier<Scheduler> timer;
    /** The ends of the list: behind it the eldest, before it the youngest. */
    private final Entry ends = new Entry(() -> {}, 0);

    private boolean isSet;

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
    public Disposable begin(Runnable expired) {
        Scheduler clock = timer.get();
        synchronized (ends) {
            Entry entry = new Entry(expired, clock.now(TimeUnit.NANOSECONDS));
            entry.before = ends.before;
            entry.behind = ends;
            ends.before.behind = entry;
            ends.before = entry;
            if (!isSet) {
                set(clock, after);
            }
            return entry;
        }
    }

    private void set(Scheduler clock, long delay) {
        isSet = true;
        var unused = clock.schedule(this::look, delay, TimeUnit.NANOSECONDS);
    }

    private void look() {
        List<Runnable> expired = new ArrayList<>();
        synchronized (ends) {
            isSet = false;
            Scheduler clock = timer.get();
            long now = clock.now(TimeUnit.NANOSECONDS);
            while (ends.behind != ends && now - ends.behind.begun >= after) {
                expired.add(ends.behind.expired);
                ends.behind.leave();
            }
            if (ends.behind != ends) {
                set(clock, after - (now - ends.behind.begun));
            }
        }
        expired.forEach(Runnable::run);
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
