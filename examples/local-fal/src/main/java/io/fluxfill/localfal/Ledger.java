package io.fluxfill.localfal;

import io.fluxfill.localfal.JobQueue.Tally;

/** Counts what becomes of jobs. Guarded by the queue's lock. */
final class Ledger {
    private long accepted;
    private long completed;
    private long failed;
    private long cancelled;
    private int running;
    private int peakRunning;
    private int peakInFlight;

    /** Counts a job in and gives its number. */
    long accepted(int inFlight) {
        peakInFlight = Math.max(peakInFlight, inFlight);
        return accepted++;
    }

    void started() {
        running++;
        peakRunning = Math.max(peakRunning, running);
    }

    void stopped() {
        running--;
    }

    void ended(int status) {
        if (status < 300) {
            completed++;
        } else if (status == 499) {
            cancelled++;
        } else {
            failed++;
        }
    }

    int running() {
        return running;
    }

    Tally tally(int queued, int inFlight) {
        return new Tally(accepted, completed, failed, cancelled, running, peakRunning, queued, inFlight, peakInFlight);
    }
}
