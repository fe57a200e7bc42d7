package io.fluxfill.localfal;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts calls; what becomes of jobs is counted by {@link JobQueue}. */
final class Counters {
    final AtomicLong unauthorized = new AtomicLong();
    final AtomicLong keysLeaked = new AtomicLong();
    final AtomicInteger openStreams = new AtomicInteger();
    private final Map<Route, AtomicLong> calls = new EnumMap<>(Route.class);

    Counters() {
        for (Route route : Route.values()) {
            calls.put(route, new AtomicLong());
        }
    }

    void called(Route route) {
        counter(route).incrementAndGet();
    }

    LocalFalStats snapshot(JobQueue.Tally jobs, long faults) {
        return new LocalFalStats(
                counter(Route.RUN).get(),
                counter(Route.SUBMIT).get(),
                counter(Route.STATUS).get(),
                counter(Route.STREAM).get(),
                counter(Route.RESULT).get(),
                counter(Route.CANCEL).get(),
                counter(Route.FILE).get(),
                counter(Route.UPLOAD_TOKEN).get(),
                counter(Route.UPLOAD_INITIATE).get(),
                counter(Route.UPLOAD).get(),
                counter(Route.UPLOAD_SIGNED).get(),
                counter(Route.UPLOAD_CREATE).get(),
                counter(Route.UPLOAD_PART).get(),
                counter(Route.UPLOAD_COMPLETE).get(),
                unauthorized.get(),
                keysLeaked.get(),
                faults,
                jobs.accepted(),
                jobs.completed(),
                jobs.failed(),
                jobs.cancelled(),
                jobs.running(),
                jobs.peakRunning(),
                jobs.queued(),
                jobs.inFlight(),
                jobs.peakInFlight(),
                openStreams.get());
    }

    private AtomicLong counter(Route route) {
        AtomicLong counter = calls.get(route);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + route);
        }
        return counter;
    }
}
