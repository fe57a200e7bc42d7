package io.fluxfill.batchedit;

import io.fluxfill.batchedit.RowResult.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is left of a run: a line per row, the contact sheet, and a few last words. */
final class Report {
    private final OutputFolder folder;
    private final Service service;
    private final List<Edit> edits;
    private final PrintWriter out;

    Report(OutputFolder folder, Service service, List<Edit> edits, PrintWriter out) {
        this.folder = folder;
        this.service = service;
        this.edits = edits;
        this.out = out;
    }

    /**
     * Writes it all.
     *
     * @param interrupted whether somebody stopped the run
     * @param ended why it ended before its time, or null
     */
    void write(Board board, BatchRun run, boolean interrupted, @Nullable String ended) throws IOException {
        List<RowResult> results = new ArrayList<>(board.ended());
        Set<Integer> known = results.stream().map(RowResult::row).collect(Collectors.toSet());
        for (Edit edit : edits) {
            if (!known.contains(edit.number())) {
                results.add(unended(edit, run, interrupted, ended));
            }
        }
        results.sort(Comparator.comparingInt(RowResult::row));
        View view = board.view();
        Summary summary = new Summary(results, service.inWords(), view.seconds(), view.peakInFlight());
        folder.writeResults(results);
        Map<Integer, Edit> byNumber = edits.stream().collect(Collectors.toMap(Edit::number, Function.identity()));
        Path sheet = new ContactSheet(folder.path(), byNumber).write(summary);
        say(summary, sheet, interrupted, ended);
    }

    private static RowResult unended(Edit edit, BatchRun run, boolean interrupted, @Nullable String ended) {
        if (interrupted && run.isBegun(edit)) {
            return RowResult.without(edit, Status.CANCELLED, null, null, "It was under way when the run was stopped.");
        }
        String why = interrupted ? "The run was stopped before." : "The run ended before: " + ended;
        return RowResult.without(edit, Status.NOT_SUBMITTED, null, null, why);
    }

    private void say(Summary summary, Path sheet, boolean interrupted, @Nullable String ended) {
        if (ended != null) {
            out.println("Stopped: " + ended);
        }
        if (interrupted) {
            long cancelled = summary.results().stream()
                    .filter(result -> result.status() == Status.CANCELLED)
                    .count();
            // The terminal still stands where Ctrl-C was typed.
            out.println();
            out.println("Stopped; " + Sentences.count(cancelled, "edit") + " under way cancelled.");
        }
        out.println(summary.inWords() + ".");
        out.println("Contact sheet: " + sheet.toUri());
        if (summary.failed() > 0) {
            out.println("Journal: " + folder.path().resolve(Journal.NAME));
        }
        out.flush();
    }
}
