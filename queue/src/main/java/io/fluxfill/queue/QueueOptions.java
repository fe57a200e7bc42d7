package io.fluxfill.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * How a queue treats its requests. Immutable.
 *
 * @since 0.1
 */
public final class QueueOptions {
    private final Follow follow;
    private final OnAbandon onAbandon;
    private final @Nullable Duration deadline;
    private final @Nullable Duration maxQueueWait;
    private final @Nullable Duration maxRunTime;
    private final Duration trailingLogs;
    private final int keptLogLines;
    private final int maxSubmits;
    private final boolean resubmitWhenUnknown;
    private final @Nullable RequestBudget requestBudget;
    private final Supplier<Scheduler> timer;
    private final DoubleSupplier random;

    private QueueOptions(Builder builder) {
        follow = builder.follow;
        onAbandon = builder.onAbandon;
        deadline = builder.deadline;
        maxQueueWait = builder.maxQueueWait;
        maxRunTime = builder.maxRunTime;
        trailingLogs = builder.trailingLogs;
        keptLogLines = builder.keptLogLines;
        maxSubmits = builder.maxSubmits;
        resubmitWhenUnknown = builder.resubmitWhenUnknown;
        requestBudget = builder.requestBudget;
        timer = builder.timer;
        random = builder.random;
    }

    /** All defaults. */
    public static QueueOptions defaults() {
        return builder().build();
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * How requests are followed. Default: {@link Follow#automatic()}. A stream tells at once, and takes one request where
     * polls take a dozen; what has no room for one is polled when it is likely done.
     */
    public Follow follow() {
        return follow;
    }

    /** What becomes of a request whose owner leaves. Default: it is cancelled. */
    public OnAbandon onAbandon() {
        return onAbandon;
    }

    /** How long {@code run…} waits for a request to complete; the fetch of its result is not cut. Default: for ever. */
    public @Nullable Duration deadline() {
        return deadline;
    }

    /** How long {@code run…} lets a request wait for a runner. Default: for ever. */
    public @Nullable Duration maxQueueWait() {
        return maxQueueWait;
    }

    /** How long {@code run…} lets a request be worked on. Default: for ever. */
    public @Nullable Duration maxRunTime() {
        return maxRunTime;
    }

    /** How long log lines are asked for after a request has completed. Default: not at all. */
    public Duration trailingLogs() {
        return trailingLogs;
    }

    /** How many undelivered log lines are kept for a slow viewer; then the oldest go. Default: 1,000. */
    public int keptLogLines() {
        return keptLogLines;
    }

    /** How many submits of this queue are on the wire at once; the rest wait. Default: 64. */
    public int maxSubmits() {
        return maxSubmits;
    }

    /** Whether a submit whose answer was lost is sent again, and perhaps paid twice. Default: no. */
    public boolean resubmitWhenUnknown() {
        return resubmitWhenUnknown;
    }

    /** How many HTTP requests may begin in a second; several queues may share one. Default: as many as there are. */
    public @Nullable RequestBudget requestBudget() {
        return requestBudget;
    }

    /** The scheduler that waits, resolved when it is needed. */
    Scheduler timer() {
        return timer.get();
    }

    DoubleSupplier random() {
        return random;
    }

    /** Mutable; not thread-safe. */
    public static final class Builder {
        private Follow follow = Follow.automatic();
        private OnAbandon onAbandon = OnAbandon.CANCEL;
        private @Nullable Duration deadline;
        private @Nullable Duration maxQueueWait;
        private @Nullable Duration maxRunTime;
        private Duration trailingLogs = Duration.ZERO;
        private int keptLogLines = 1000;
        private int maxSubmits = 64;
        private boolean resubmitWhenUnknown;
        private @Nullable RequestBudget requestBudget;
        private Supplier<Scheduler> timer = Schedulers::parallel;
        private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

        private Builder() {}

        /** See {@link QueueOptions#follow()}. */
        public Builder follow(Follow follow) {
            this.follow = Objects.requireNonNull(follow, "follow");
            return this;
        }

        /** See {@link QueueOptions#onAbandon()}. */
        public Builder onAbandon(OnAbandon onAbandon) {
            this.onAbandon = Objects.requireNonNull(onAbandon, "onAbandon");
            return this;
        }

        /**
         * See {@link QueueOptions#deadline()}. When it passes, the request is abandoned as {@link #onAbandon} says, and the
         * error is a {@link io.fluxfill.error.DeadlineExceededException} with its handle.
         */
        public Builder deadline(Duration deadline) {
            this.deadline = aboveZero("deadline", deadline);
            return this;
        }

        /**
         * See {@link QueueOptions#maxQueueWait()}. fal is told as well (unless {@link
         * io.fluxfill.SubmitOptions.Builder#startTimeout} says less), and does not begin what has waited for longer. When
         * the time is over, the request is abandoned as {@link #onAbandon} says, and the error is a {@link
         * io.fluxfill.error.DeadlineExceededException} of {@code QUEUE}, or of {@code START} if fal was first. fal's time
         * runs from the submit, this one from when the request is first followed; when it is over, fal is asked once more,
         * for two seconds at most.
         */
        public Builder maxQueueWait(Duration wait) {
            maxQueueWait = aboveZero("maxQueueWait", wait);
            return this;
        }

        /**
         * See {@link QueueOptions#maxRunTime()}. When it is over, the request is abandoned as {@link #onAbandon} says, and
         * the error is a {@link io.fluxfill.error.DeadlineExceededException} of {@code RUNNING}. The time runs from when the
         * request was first seen being worked on; polls may see that late.
         */
        public Builder maxRunTime(Duration time) {
            maxRunTime = aboveZero("maxRunTime", time);
            return this;
        }

        /**
         * See {@link QueueOptions#trailingLogs()}. Some of fal's log lines come after the request has completed. With this,
         * {@code runWithUpdates} and {@code watch} give the result as soon as it is there, and the same {@link
         * QueueUpdate.Completed} again with each batch of later lines; {@code logs} goes on for as long. Fan-outs do not:
         * an item's slot is not held for log lines.
         */
        public Builder trailingLogs(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("trailingLogs is zero or longer, not " + time + ".");
            }
            trailingLogs = time.compareTo(Deadlines.CENTURY) > 0 ? Deadlines.CENTURY : time;
            return this;
        }

        /** See {@link QueueOptions#keptLogLines()}. */
        public Builder keptLogLines(int lines) {
            keptLogLines = atLeastOne("keptLogLines", lines);
            return this;
        }

        /** See {@link QueueOptions#maxSubmits()}. */
        public Builder maxSubmits(int submits) {
            maxSubmits = atLeastOne("maxSubmits", submits);
            return this;
        }

        /** See {@link QueueOptions#resubmitWhenUnknown()}. */
        public Builder resubmitWhenUnknown(boolean resubmit) {
            resubmitWhenUnknown = resubmit;
            return this;
        }

        /** See {@link QueueOptions#requestBudget()}. */
        public Builder requestBudget(RequestBudget budget) {
            requestBudget = Objects.requireNonNull(budget, "requestBudget");
            return this;
        }

        /** The scheduler that waits between polls and for the deadline. Default: {@link Schedulers#parallel()}. */
        public Builder timer(Supplier<Scheduler> timer) {
            this.timer = Objects.requireNonNull(timer, "timer");
            return this;
        }

        /** Where jitter comes from; 0.5 means none. */
        Builder random(DoubleSupplier random) {
            this.random = random;
            return this;
        }

        /** The options as they stand. */
        public QueueOptions build() {
            return new QueueOptions(this);
        }

        private static Duration aboveZero(String option, Duration time) {
            if (time.isZero() || time.isNegative()) {
                throw new IllegalArgumentException("A " + option + " is longer than zero, not " + time + ".");
            }
            return time;
        }

        private static int atLeastOne(String option, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(option + " is at least 1, not " + value + ".");
            }
            return value;
        }
    }
}
