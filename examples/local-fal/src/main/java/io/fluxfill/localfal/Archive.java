package io.fluxfill.localfal;

import io.fluxfill.localfal.Job.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests of the queue by id, until some time after their end. Guarded by the queue's lock. */
final class Archive {
    private static final int BIG = 10_000;

    private final LocalFalOptions options;
    private final Map<String, Job> jobs = new HashMap<>();
    private final ArrayDeque<Job> done = new ArrayDeque<>();

    Archive(LocalFalOptions options) {
        this.options = options;
    }

    void add(Job job) {
        for (Job oldest = done.peek(); oldest != null && expired(oldest); oldest = done.peek()) {
            done.remove();
            jobs.remove(oldest.id());
        }
        jobs.put(job.id(), job);
    }

    /** From now on the job's time counts. */
    void ended(Job job) {
        done.add(job);
    }

    @Nullable
    Job find(String id) {
        Job job = jobs.get(id);
        return job == null || expired(job) ? null : job;
    }

    private boolean expired(Job job) {
        Job.View view = job.view();
        Outcome outcome = view.outcome();
        Instant finished = view.finished();
        if (outcome == null || finished == null) {
            return false;
        }
        boolean big = outcome.answer().body().length >= BIG;
        Duration kept = big ? options.bigResultRetention() : options.retention();
        return !options.clock().instant().isBefore(finished.plus(kept));
    }
}
