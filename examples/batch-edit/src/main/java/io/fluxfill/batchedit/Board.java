package io.fluxfill.batchedit;

import io.fluxfill.fill.FillResult;
import io.fluxfill.queue.LogLine;
import io.fluxfill.queue.QueueUpdate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Knows where every edit is. Written by the thread of the events, read by that of the screen. */
final class Board {
    private record Running(Edit edit, long since, int rank, String state, String log) {}

    private static final String SAVING = "saving";
    private static final int RUNNING = 0;
    private static final int QUEUED = 1;
    private static final int SENT = Integer.MAX_VALUE;

    private final LongSupplier nanos;
    private final long begun;
    private final int total;
    private final int skipped;
    private final Map<Integer, Running> running = new LinkedHashMap<>();
    private final List<RowResult> ended = new ArrayList<>();
    private int peak;

    /**
     * A board.
     *
     * @param known rows that ended before the work began
     */
    Board(int total, List<RowResult> known, LongSupplier nanos) {
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
        this.total = total;
        this.skipped = known.size();
        ended.addAll(known);
    }

    synchronized void accept(RowEvent event) {
        if (event instanceof RowEvent.Moved moved) {
            int row = moved.edit().number();
            Running old =
                    running.getOrDefault(row, new Running(moved.edit(), nanos.getAsLong(), SENT, "submitted", ""));
            running.put(row, advanced(old, moved.update()));
            peak = Math.max(peak, inFlight());
        } else if (event instanceof RowEvent.Ended end) {
            running.remove(end.result().row());
            ended.add(end.result());
        }
    }

    /** Of those under way, the ones that the service still works on. */
    private int inFlight() {
        return (int) running.values().stream()
                .filter(each -> !each.state().equals(SAVING))
                .count();
    }

    private static Running advanced(Running old, QueueUpdate<FillResult> update) {
        List<LogLine> logs = update.newLogs();
        String log = logs.isEmpty() ? old.log() : logs.get(logs.size() - 1).message();
        return update.fold(
                enqueued -> new Running(old.edit(), old.since(), SENT, "submitted", log),
                queued -> new Running(
                        old.edit(),
                        old.since(),
                        QUEUED + (queued.position() == null ? 0 : queued.position()),
                        queued.position() == null
                                ? "in queue"
                                : queued.position() == 0
                                        ? "next in queue"
                                        : "in queue, " + queued.position() + " before it",
                        log),
                progress -> new Running(old.edit(), old.since(), RUNNING, "running", log),
                other -> new Running(old.edit(), old.since(), RUNNING, other.rawStatus(), log),
                completed -> new Running(old.edit(), old.since(), RUNNING, SAVING, log));
    }

    synchronized View view() {
        long now = nanos.getAsLong();
        List<View.Line> lines = running.values().stream()
                .sorted(Comparator.comparingInt(Running::rank)
                        .thenComparingInt(each -> each.edit().number()))
                .map(each -> new View.Line(
                        each.edit().number(),
                        each.edit().name(),
                        each.state(),
                        TimeUnit.NANOSECONDS.toSeconds(now - each.since()),
                        each.log()))
                .toList();
        int succeeded = (int) ended.stream().filter(RowResult::succeeded).count();
        long elapsed = now - begun;
        int endedHere = ended.size() - skipped;
        Long left = endedHere == 0
                ? null
                : TimeUnit.NANOSECONDS.toSeconds(Math.round((double) elapsed / endedHere * (total - ended.size())));
        return new View(
                lines, succeeded, ended.size() - succeeded, total, peak, TimeUnit.NANOSECONDS.toSeconds(elapsed), left);
    }

    synchronized List<RowResult> ended() {
        return List.copyOf(ended);
    }
}
