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
     * Says and writes it all; what cannot be written is named, and does not take the rest along.
     *
     * @param interrupted whether somebody stopped the run
     * @param ended why it ended before its time, or null
     * @return whether all could be written
     */
    boolean write(Board board, BatchRun run, boolean interrupted, @Nullable String ended) {
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
        say(summary, interrupted, ended);
        boolean resultsWritten = write(OutputFolder.RESULTS, () -> folder.writeResults(results));
        Map<Integer, Edit> byNumber = edits.stream().collect(Collectors.toMap(Edit::number, Function.identity()));
        boolean sheetWritten = write("index.html", () -> {
            Path sheet = new ContactSheet(folder.path(), byNumber).write(summary);
            out.println("Contact sheet: " + sheet.toUri());
        });
        if (summary.failed() > 0) {
            out.println("Journal: " + folder.path().resolve(Journal.NAME));
        }
        out.flush();
        return resultsWritten && sheetWritten;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private boolean write(String file, Writing writing) {
        try {
            writing.run();
            return true;
        } catch (IOException e) {
            out.println(folder.path().resolve(file) + " cannot be written: " + Sentences.of(e));
            return false;
        }
    }

    private static RowResult unended(Edit edit, BatchRun run, boolean interrupted, @Nullable String ended) {
        if (interrupted && run.isBegun(edit)) {
            return RowResult.without(edit, Status.CANCELLED, null, null, "It was under way when the run was stopped.");
        }
        String why = interrupted ? "The run was stopped before." : "The run ended before: " + ended;
        return RowResult.without(edit, Status.NOT_SUBMITTED, null, null, why);
    }

    private void say(Summary summary, boolean interrupted, @Nullable String ended) {
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
        out.flush();
    }
}
