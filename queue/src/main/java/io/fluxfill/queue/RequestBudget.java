package io.fluxfill.queue;

import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Admission;
import io.fluxfill.transport.Call.Operation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * How many HTTP requests may begin in a second, for all queues that it is given to: fal's limits are per account. Every
 * attempt of every call of these queues counts, retries as well; a stream counts when it opens, and not when there is no
 * room for it ({@link Follow#automatic()}). Pictures that are uploaded,
 * downloads, and synchronous runs do not count. It is off by default.
 *
 * <p>What is not admitted yet waits, without a connection and without its time limits running; a deadline of the request
 * does run. When the budget is scarce, results go before cancels, cancels before polls (and streams), polls before
 * submits; among equals, first come, first served. Nothing else is promised: while there are always enough polls to use
 * the budget up, no submit begins. Cancelling a wait gives its place back.
 *
 * <p>Any number of threads and queues may share one. Waiting calls begin on the threads of {@link Schedulers#parallel()}.
 *
 * @since 0.1
 */
public final class RequestBudget {
    /** Timers are not exact to the millisecond: what they are late for is caught up with. */
    private static final double DEFAULT_BURST = 0.1;

    /** Three years, and thirty: nothing that is reckoned with them overflows. */
    private static final double LONGEST_INTERVAL = 1e17;

    private static final double MOST_TOLERANCE = 1e18;
    /** What failed unsent within this was never tried, as where there is no room for a stream. */
    private static final long AT_ONCE = TimeUnit.MILLISECONDS.toNanos(1);

    private final double perSecond;
    private final long interval;
    private final long tolerance;
    private final Line results = new Line();
    private final Line cancels = new Line();
    private final Line polls = new Line();
    private final Line submits = new Line();
    /** In the order of their precedence. */
    private final List<Line> lines = List.of(results, cancels, polls, submits);

    /** When the next request would begin if they were spread evenly. */
    private long due;

    private boolean isUsed;
    private boolean isScheduled;
    private @Nullable Disposable timer;

    private RequestBudget(double perSecond, int burst) {
        this.perSecond = perSecond;
        interval = Math.max(1, Math.round(Math.min(1e9 / perSecond, LONGEST_INTERVAL)));
        tolerance = (long) Math.min(interval * (burst - 1.0), MOST_TOLERANCE);
    }

    /**
     * A budget that is spread evenly, but for bursts of a tenth of a second's requests.
     *
     * @param requests how many may begin in a second: above 0, at most 1,000,000; may be a fraction
     */
    public static RequestBudget perSecond(double requests) {
        return perSecond(requests, (int) Math.max(1, Math.min(1e6, requests * DEFAULT_BURST)));
    }

    /**
     * A budget with bursts: in no stretch of t seconds more than {@code burst + requests * t} requests begin.
     *
     * @param requests how many may begin in a second: above 0, at most 1,000,000; may be a fraction
     * @param burst how many may begin at once after a pause: at least 1
     */
    public static RequestBudget perSecond(double requests, int burst) {
        if (!(requests > 0 && requests <= 1e6)) {
            throw new IllegalArgumentException(
                    "requestBudget is above 0 and at most 1,000,000 requests per second, not " + requests + ".");
        }
        if (burst < 1) {
            throw new IllegalArgumentException("The burst of a requestBudget is at least 1, not " + burst + ".");
        }
        return new RequestBudget(requests, burst);
    }

    @Override
    public String toString() {
        return perSecond + " requests per second";
    }

    /** What the attempts of a call of the queue wait for. */
    Admission admission(Operation operation) {
        return switch (operation) {
            case RESULT -> results;
            case CANCEL -> cancels;
            case STATUS, STREAM -> polls;
            case SUBMIT, RUN, UPLOAD, DOWNLOAD -> submits;
        };
    }

    /** How many wait. */
    synchronized int waiting() {
        return lines.stream().mapToInt(line -> line.turns.size()).sum();
    }

    private void enter(Turn turn) {
        synchronized (this) {
            // Who left before it came must not stand here for ever.
            if (turn.state == State.WAITING) {
                turn.line.turns.add(turn);
            }
        }
        admit();
    }

    /** Lets begin what may, and comes back when the next one may. */
    private void admit() {
        Scheduler clock = Schedulers.parallel();
        List<Turn> admitted = new ArrayList<>(1);
        long wait = -1;
        synchronized (this) {
            long now = clock.now(TimeUnit.NANOSECONDS);
            if (!isUsed) {
                isUsed = true;
                due = now;
            }
            @Nullable Turn next = first();
            while (next != null && due - tolerance - now <= 0) {
                next.line.turns.remove(next);
                next.state = State.ADMITTED;
                admitted.add(next);
                due += Math.max(0, now - due) + interval;
                next = first();
            }
            if (next != null && !isScheduled) {
                isScheduled = true;
                wait = due - tolerance - now;
            }
        }
        if (wait >= 0) {
            schedule(clock, wait);
        }
        admitted.forEach(Turn::comes);
    }

    /** Outside the lock: a scheduler may run at once what is due. */
    private void schedule(Scheduler clock, long wait) {
        Disposable scheduled = clock.schedule(this::tick, wait, TimeUnit.NANOSECONDS);
        synchronized (this) {
            if (isScheduled) {
                timer = scheduled;
            }
        }
    }

    private void tick() {
        synchronized (this) {
            isScheduled = false;
            timer = null;
        }
        admit();
    }

    private @Nullable Turn first() {
        for (Line line : lines) {
            if (!line.turns.isEmpty()) {
                return line.turns.iterator().next();
            }
        }
        return null;
    }

    private void leave(Turn turn) {
        boolean isGivenBack;
        synchronized (this) {
            isGivenBack = turn.state == State.ADMITTED;
            if (isGivenBack) {
                due -= interval;
            }
            if (turn.state != State.BEGUN) {
                turn.state = State.LEFT;
                turn.line.turns.remove(turn);
            }
            if (timer != null && first() == null) {
                timer.dispose();
                timer = null;
                isScheduled = false;
            }
        }
        if (isGivenBack) {
            admit();
        }
    }

    private synchronized boolean begin(Turn turn) {
        boolean mayBegin = turn.state == State.ADMITTED;
        if (mayBegin) {
            turn.state = State.BEGUN;
            turn.begunAt = now();
        }
        return mayBegin;
    }

    private static long now() {
        return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
    }

    /** A request that there never was is not counted. */
    private void failed(Turn turn, Throwable error) {
        if (error instanceof TransportException unsent && !unsent.requestWritten() && isGivenBack(turn)) {
            admit();
        }
    }

    private synchronized boolean isGivenBack(Turn turn) {
        boolean isUnused = turn.state == State.BEGUN && now() - turn.begunAt < AT_ONCE;
        if (isUnused) {
            turn.state = State.LEFT;
            due -= interval;
        }
        return isUnused;
    }

    private enum State {
        WAITING,
        /** It may begin, and has not yet. */
        ADMITTED,
        BEGUN,
        LEFT
    }

    /** That of one attempt. Its state is guarded by the budget. */
    private static final class Turn {
        private final Line line;
        private State state = State.WAITING;
        private long begunAt;
        private @Nullable MonoSink<Void> sink;

        Turn(Line line) {
            this.line = line;
        }

        void comes() {
            Objects.requireNonNull(sink).success();
        }
    }

    /** Those of one kind, in the order in which they came. Guarded by the budget. */
    private final class Line implements Admission {
        private final Set<Turn> turns = new LinkedHashSet<>();

        @Override
        public <T> Mono<T> admit(Mono<T> attempt) {
            return Mono.defer(() -> {
                Turn turn = new Turn(this);
                return turnOf(turn)
                        .then(Mono.defer(() -> begin(turn) ? attempt : Mono.<T>empty()))
                        .doOnError(error -> failed(turn, error))
                        .doOnCancel(() -> leave(turn));
            });
        }

        @Override
        public <T> Flux<T> admit(Flux<T> attempt) {
            return Flux.defer(() -> {
                Turn turn = new Turn(this);
                return turnOf(turn)
                        .thenMany(Flux.defer(() -> begin(turn) ? attempt : Flux.<T>empty()))
                        .doOnError(error -> failed(turn, error))
                        .doOnCancel(() -> leave(turn));
            });
        }

        private Mono<Void> turnOf(Turn turn) {
            return Mono.create(sink -> {
                turn.sink = sink;
                enter(turn);
            });
        }
    }
}
