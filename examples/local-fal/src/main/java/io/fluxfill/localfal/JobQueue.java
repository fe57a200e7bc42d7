package io.fluxfill.localfal;

import io.fluxfill.localfal.Job.Lane;
import io.fluxfill.localfal.Job.Outcome;
import io.fluxfill.localfal.Job.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** Who waits, who runs, who is done. First come, first served within a lane. Takes its own lock before a job's. */
final class JobQueue {
    /** What became of jobs so far. */
    record Tally(
            long accepted,
            long completed,
            long failed,
            long cancelled,
            int running,
            int peakRunning,
            int queued,
            int inFlight,
            int peakInFlight) {}

    /** What a cancel did. */
    enum Cancel {
        REMOVED,
        REQUESTED,
        TOO_LATE
    }

    private final LocalFalOptions options;
    private final Scheduler timer;
    private final Runners runners;
    private final Archive archive;
    private final Ledger ledger = new Ledger();
    private final TreeSet<Ticket> waiting = new TreeSet<>(
            Comparator.comparing((Ticket ticket) -> ticket.job.lane()).thenComparingLong(Ticket::number));
    private final Map<Job, Ticket> unfinished = new HashMap<>();
    private int direct;
    private boolean closed;

    JobQueue(LocalFalOptions options, Scheduler timer, Runners runners) {
        this.options = options;
        this.timer = timer;
        this.runners = runners;
        this.archive = new Archive(options);
    }

    /** Accepts a job, unless more than the given number would wait. */
    boolean accept(Job job, int mostWaiting, @Nullable Duration startLimit) {
        Duration wait = job.lane() == Lane.DIRECT ? Duration.ZERO : options.queueWait();
        synchronized (this) {
            boolean full = job.lane() == Lane.DIRECT ? direct >= options.runLimit() : waiting.size() >= mostWaiting;
            if (closed || full) {
                return false;
            }
            long number = ledger.accepted(unfinished.size() + 1);
            Ticket ticket = new Ticket(job, number, System.nanoTime() + wait.toNanos());
            waiting.add(ticket);
            unfinished.put(job, ticket);
            if (job.lane() == Lane.DIRECT) {
                direct++;
            } else {
                archive.add(job);
            }
            if (startLimit != null) {
                ticket.timeout = timer.schedule(() -> startTimeout(job), startLimit.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        dispatch();
        dispatchLater(wait);
        return true;
    }

    synchronized @Nullable Job find(String id) {
        return archive.find(id);
    }

    /** How many are before this one; zero once it has been taken. */
    synchronized int position(Job job) {
        Ticket ticket = unfinished.get(job);
        return ticket == null || !waiting.contains(ticket)
                ? 0
                : waiting.headSet(ticket).size();
    }

    Cancel cancel(Job job, Outcome outcome) {
        synchronized (this) {
            if (job.phase() == Phase.COMPLETED) {
                return Cancel.TOO_LATE;
            }
            if (job.phase() == Phase.IN_PROGRESS) {
                if (job.lane() == Lane.DIRECT || !options.has(Disagreement.CANCEL_RUNNING_IGNORED)) {
                    job.stop();
                }
                return Cancel.REQUESTED;
            }
        }
        return finish(job, outcome) ? Cancel.REMOVED : Cancel.TOO_LATE;
    }

    /** Puts a running job back to its place in the queue, as the service does when an attempt fails. */
    void requeue(Job job, Duration pause) {
        synchronized (this) {
            Ticket ticket = unfinished.get(job);
            if (ticket == null) {
                return;
            }
            ledger.stopped();
            job.requeue();
            ticket.readyAt = System.nanoTime() + pause.toNanos();
            waiting.add(ticket);
        }
        job.changed();
        dispatch();
        dispatchLater(pause);
    }

    boolean finish(Job job, Outcome outcome) {
        synchronized (this) {
            boolean wasRunning = job.phase() == Phase.IN_PROGRESS;
            if (!job.end(outcome)) {
                return false;
            }
            if (wasRunning) {
                ledger.stopped();
            }
            Ticket ticket = unfinished.remove(job);
            if (ticket != null) {
                waiting.remove(ticket);
                ticket.timeout.dispose();
            }
            if (job.lane() == Lane.DIRECT) {
                direct--;
            } else {
                archive.ended(job);
            }
            ledger.ended(outcome.answer().status());
        }
        job.changed();
        dispatch();
        return true;
    }

    synchronized Tally tally() {
        return ledger.tally(waiting.size(), unfinished.size());
    }

    void close() {
        synchronized (this) {
            closed = true;
            unfinished.keySet().forEach(Job::stop);
            unfinished.values().forEach(ticket -> ticket.timeout.dispose());
        }
    }

    private void dispatch() {
        List<Job> taken = new ArrayList<>();
        List<Job> moved = new ArrayList<>();
        synchronized (this) {
            long now = System.nanoTime();
            while (!closed && ledger.running() < options.runners()) {
                Ticket next = waiting.stream()
                        .filter(ticket -> ticket.readyAt - now <= 0)
                        .findFirst()
                        .orElse(null);
                if (next == null) {
                    break;
                }
                waiting.remove(next);
                next.timeout.dispose();
                ledger.started();
                next.job.start();
                taken.add(next.job);
            }
            if (!taken.isEmpty()) {
                waiting.forEach(ticket -> moved.add(ticket.job));
            }
        }
        taken.forEach(Job::changed);
        taken.forEach(job -> runners.work(job, this));
        moved.forEach(Job::changed);
    }

    private void dispatchLater(Duration wait) {
        if (!wait.isZero()) {
            // One more, because a time below a millisecond is cut off and the job would not be ready yet.
            timer.schedule(this::dispatch, wait.toMillis() + 1, TimeUnit.MILLISECONDS);
        }
    }

    private void startTimeout(Job job) {
        synchronized (this) {
            if (job.phase() != Phase.IN_QUEUE) {
                return;
            }
            // Under the lock, so that no runner takes the job in between; finish is reentrant.
            String detail = "Request timed out";
            Answer answer = Answer.platform(504, detail, "request_timeout").with("X-Fal-Request-Timeout-Type", "user");
            finish(job, new Outcome(answer, detail, "request_timeout"));
        }
    }

    /** A place in the queue, kept until the job is done. */
    private static final class Ticket {
        private final Job job;
        private final long number;
        private long readyAt;
        private Disposable timeout = Disposables.disposed();

        Ticket(Job job, long number, long readyAt) {
            this.job = job;
            this.number = number;
            this.readyAt = readyAt;
        }

        long number() {
            return number;
        }
    }
}
