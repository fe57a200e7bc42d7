package io.fluxfill.localfal;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One accepted request. Its state is guarded by the job itself; listeners are told after a change, outside the lock, and
 * must not block. Monitors are used throughout because they are held for a few instructions only.
 */
final class Job {
    enum Phase {
        IN_QUEUE,
        IN_PROGRESS,
        COMPLETED
    }

    enum Lane {
        DIRECT,
        NORMAL,
        LOW
    }

    /** Which call this is, and what it asks for. */
    record Order(
            String id,
            Lane lane,
            Application application,
            @Nullable Object input,
            Links links) {}

    /** How a job ended: its stored reply, and the platform's error if it was not the model that failed. */
    record Outcome(
            Answer answer, @Nullable String error, @Nullable String errorType) {
        static Outcome of(Answer answer) {
            return new Outcome(answer, null, null);
        }

        static Outcome cancelled(String type, String detail) {
            return new Outcome(Answer.platform(499, detail, type), detail, type);
        }
    }

    /** The state at one moment. */
    record View(
            Phase phase,
            List<LogLine> logs,
            @Nullable Outcome outcome,
            @Nullable Instant finished,
            double seconds) {}

    private final Order order;
    private final Clock clock;
    private final List<LogLine> logs = new ArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Phase phase = Phase.IN_QUEUE;
    private @Nullable Object input;
    private @Nullable Instant started;
    private @Nullable Instant finished;
    private @Nullable Outcome outcome;
    private @Nullable Thread worker;
    private boolean stopping;
    private boolean endSeen;

    Job(Order order, Clock clock) {
        this.order = new Order(order.id(), order.lane(), order.application(), null, order.links());
        this.input = order.input();
        this.clock = clock;
    }

    String id() {
        return order.id();
    }

    Lane lane() {
        return order.lane();
    }

    Application application() {
        return order.application();
    }

    Links links() {
        return order.links();
    }

    synchronized @Nullable Object input() {
        return input;
    }

    synchronized Phase phase() {
        return phase;
    }

    synchronized View view() {
        double seconds = 0;
        if (started != null && finished != null) {
            seconds = (finished.toEpochMilli() - started.toEpochMilli()) / 1000.0;
        }
        return new View(phase, List.copyOf(logs), outcome, finished, seconds);
    }

    void log(String message, String level) {
        synchronized (this) {
            logs.add(new LogLine(message, level, clock.instant()));
        }
        changed();
    }

    synchronized void start() {
        phase = Phase.IN_PROGRESS;
        started = clock.instant();
    }

    synchronized void requeue() {
        phase = Phase.IN_QUEUE;
        started = null;
    }

    /** The first end counts; says whether this was it. */
    synchronized boolean end(Outcome end) {
        if (phase == Phase.COMPLETED) {
            return false;
        }
        phase = Phase.COMPLETED;
        finished = clock.instant();
        outcome = end;
        input = null;
        return true;
    }

    /** From here on a stop interrupts this thread. */
    synchronized void bind() {
        worker = Thread.currentThread();
        if (stopping) {
            worker.interrupt();
        }
    }

    synchronized void unbind() {
        worker = null;
    }

    synchronized void stop() {
        stopping = true;
        if (worker != null) {
            worker.interrupt();
        }
    }

    /** Throws if the job was stopped: what reads and writes pictures may have swallowed the interrupt. */
    synchronized void throwIfStopped() throws InterruptedException {
        if (stopping) {
            throw new InterruptedException();
        }
    }

    /** True once: for whoever sees the end first. */
    synchronized boolean firstCompletedView() {
        boolean first = !endSeen;
        endSeen = true;
        return first;
    }

    /** Calls back after every change until the returned handle is run. */
    Runnable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void changed() {
        listeners.forEach(Runnable::run);
    }
}
