package io.fluxfill.queue;

import java.time.Duration;
import java.util.Objects;

/**
 * How long to wait before the next poll; asked anew before each. What it says is bounded: never below 20 ms, never above
 * 2 s while somebody listens to updates or logs, never above 4 min, because fal's window of log lines has five. A
 * {@code Retry-After} of fal wins if it is longer. A little jitter is added: at most 20 %, and at most 100 ms. Zero before
 * the first poll means at once, for what takes no time; of the schedules here, none says so.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PollSchedule {

    /** The wait before the next poll. */
    Duration next(PollContext context);

    /** Always the same wait. */
    static PollSchedule fixed(Duration wait) {
        check(wait);
        return context -> wait;
    }

    /**
     * A wait that grows by a factor with every poll.
     *
     * @param first the wait before the first poll
     * @param factor at least 1
     * @param max the wait that is not exceeded
     */
    static PollSchedule exponential(Duration first, double factor, Duration max) {
        check(first);
        check(max);
        if (!(factor >= 1 && factor <= 1000)) {
            throw new IllegalArgumentException("factor is 1 to 1000, not " + factor + ".");
        }
        return context -> {
            double nanos = nanos(first) * Math.pow(factor, Math.max(0, context.attempt()));
            return nanos >= nanos(max) ? max : Duration.ofNanos((long) nanos);
        };
    }

    /** Unlike {@link Duration#toNanos()} it knows waits of for ever. */
    private static double nanos(Duration wait) {
        return wait.getSeconds() * 1e9 + wait.getNano();
    }

    /**
     * A wait that is a fraction of the time for which the request has been in its state: quick answers for quick
     * requests, few polls for slow ones. The result comes late by at most this fraction of its own time.
     *
     * @param fraction above 0, at most 1
     * @param min the wait that is not undercut
     * @param max the wait that is not exceeded
     */
    static PollSchedule proportional(double fraction, Duration min, Duration max) {
        check(min);
        check(max);
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException("fraction is above 0 and at most 1, not " + fraction + ".");
        }
        if (min.compareTo(max) > 0) {
            throw new IllegalArgumentException("min is at most max, but " + min + " is more than " + max + ".");
        }
        return context -> {
            Duration wait = Duration.ofNanos((long) (context.timeInState().toNanos() * fraction));
            return wait.compareTo(min) < 0 ? min : wait.compareTo(max) > 0 ? max : wait;
        };
    }

    /**
     * {@link #adaptive(PollSchedule)} with a fallback that waits for an eighth of the time that the request has been in its
     * state: 250 ms at least, 10 s at most.
     */
    static PollSchedule adaptive() {
        return adaptive(proportional(0.125, Duration.ofMillis(250), Duration.ofSeconds(10)));
    }

    /**
     * A wait until the next request is likely to be done, learned from those of the same endpoint that were polled to
     * their end with this schedule. How long they waited in the queue and how long they ran is remembered apart, the latest
     * few hundred, newer ones weighing more; the run times that fal tells are used, otherwise what the polls saw. So one
     * poll comes shortly before a request can be done, and then they follow quickly. In the queue, its position and the
     * speed of the queue say when the run will begin.
     *
     * <p>Each call makes a schedule of its own, with a memory of its own that outlives subscriptions and queues: the more
     * it is used, the more it knows, so give one object to all queues of an application. Its memory is per endpoint. Any
     * number of threads may use it.
     *
     * @param fallback how to wait while too little is known (fewer than eight requests were seen), in a state that this
     *     version does not know, and for a request that outlives nearly all that is known
     */
    static PollSchedule adaptive(PollSchedule fallback) {
        return new AdaptiveSchedule(Objects.requireNonNull(fallback, "fallback"));
    }

    private static void check(Duration wait) {
        if (wait.isZero() || wait.isNegative()) {
            throw new IllegalArgumentException("A wait is longer than zero, not " + wait + ".");
        }
    }
}
