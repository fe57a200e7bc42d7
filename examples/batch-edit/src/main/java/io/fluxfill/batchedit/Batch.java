package io.fluxfill.batchedit;

import io.fluxfill.FalClient;
import io.fluxfill.batchedit.BatchEdit.Surroundings;
import io.fluxfill.batchedit.RowResult.Status;
import io.fluxfill.fill.Fill;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.Follow;
import io.fluxfill.queue.PollSchedule;
import io.fluxfill.queue.QueueOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** One run: checks, asks, works, reports. */
final class Batch {
    /**
     * How to run.
     *
     * @param resume the journal to go on with, or null
     */
    record Settings(
            int concurrency,
            boolean resubmitUnknown,
            boolean yes,
            @Nullable Path resume) {}

    private final Settings settings;
    private final OutputFolder folder;
    private final Service service;
    private final Surroundings surroundings;
    private final PrintWriter out;
    private final List<RowResult> known = new ArrayList<>();
    private final Map<Integer, Edit> edits = new LinkedHashMap<>();

    Batch(Settings settings, OutputFolder folder, Service service, Surroundings surroundings, PrintWriter out) {
        this.settings = settings;
        this.folder = folder;
        this.service = service;
        this.surroundings = surroundings;
        this.out = out;
    }

    int run(RowSource source, History history) throws IOException {
        check(source);
        List<Plan> plans = plans(history);
        String unreachable = service.unreachable();
        if (unreachable != null) {
            out.println(unreachable);
            out.flush();
            return BatchEdit.PARTIAL;
        }
        if (service.paid()) {
            new Spending(folder, surroundings.consent(), out).agree(plans, settings);
        }
        try (Journal journal = journal(source, history)) {
            return work(plans, journal, history, source.rows().size());
        }
    }

    private void check(RowSource source) {
        Column useless = source.uselessFlag();
        if (useless != null) {
            throw new UsageException("No edit has a use for --" + useless.word() + ": " + Extending.useless(useless)
                    + " Nothing was sent.");
        }
        Preflight preflight = new Preflight(source.plan());
        for (Row row : source.rows()) {
            try {
                edits.put(row.number(), preflight.check(row));
            } catch (RowProblem problem) {
                if (source.single()) {
                    throw new UsageException(Sentences.of(problem), problem);
                }
                out.println(row.where() + ": " + Sentences.of(problem));
                known.add(RowResult.refused(row, Sentences.of(problem)));
            }
        }
        out.flush();
    }

    private List<Plan> plans(History history) {
        Entry.Origin origin = history.origin();
        if (origin != null && !origin.service().equals(service.label())) {
            throw new UsageException("The journal is of a run with " + origin.service() + ", and this is "
                    + service.label() + ": its requests are not known here.");
        }
        history.check(List.copyOf(edits.values()));
        List<Plan> open = new ArrayList<>();
        for (Plan plan : history.plan(List.copyOf(edits.values()), folder.path())) {
            // As it was begun, if it was.
            Edit edit = plan instanceof Plan.Lost lost && !settings.resubmitUnknown()
                    ? lost.watch().edit()
                    : plan.edit();
            edits.put(edit.number(), edit);
            if (plan instanceof Plan.Skip skip) {
                known.add(skip.result());
            } else if (plan instanceof Plan.Unknown unknown && !settings.resubmitUnknown()) {
                known.add(unknown(unknown.edit()));
            } else if (plan instanceof Plan.Unknown unknown) {
                open.add(new Plan.Submit(unknown.edit()));
            } else if (plan instanceof Plan.Lost lost) {
                open.add(settings.resubmitUnknown() ? new Plan.Submit(lost.edit()) : lost.watch());
            } else {
                open.add(plan);
            }
        }
        if (settings.resume() != null) {
            long watched = open.stream().filter(Plan.Watch.class::isInstance).count();
            long unknown = known.stream()
                    .filter(each -> each.status() == Status.UNKNOWN)
                    .count();
            out.println(
                    "Resuming: " + known.stream().filter(RowResult::succeeded).count() + " are done, " + watched
                            + " were submitted and are followed, " + (open.size() - watched) + " are to be submitted"
                            + (unknown == 0
                                    ? "."
                                    : ", and of " + unknown
                                            + " nobody knows: they stay as they are without --resubmit-unknown."));
            out.flush();
        }
        return open;
    }

    private static RowResult unknown(Edit edit) {
        return RowResult.without(
                edit,
                Status.UNKNOWN,
                null,
                null,
                "An earlier run ended while this was being submitted, so it may be running and it may be paid."
                        + " Look into the service's list of requests, or submit it again with --resubmit-unknown.");
    }

    private Journal journal(RowSource source, History history) throws IOException {
        if (settings.resume() != null) {
            Journal journal = Journal.open(settings.resume());
            Entry.Origin origin = source.origin(service);
            if (!origin.equals(history.origin())) {
                journal.begin(origin);
            }
            return journal;
        }
        Path kept = Journal.keepEarlier(folder.path());
        if (kept != null) {
            sayUnended(kept);
        }
        return Journal.create(folder.path(), source.origin(service));
    }

    private void sayUnended(Path kept) {
        long unended;
        try {
            unended = History.read(kept).unended();
        } catch (UsageException e) {
            // A journal that nobody can read is kept, and in nobody's way.
            return;
        }
        if (unended > 0) {
            out.println(kept.getFileName() + " has " + Sentences.count(unended, "edit")
                    + " without an end; --resume follows them.");
            out.flush();
        }
    }

    private int work(List<Plan> plans, Journal journal, History history, int total) throws IOException {
        FalClient client = FalClient.create(service.options());
        Interruption interruption = surroundings.interruption();
        Board board = new Board(total, known, System::nanoTime);
        Scheduler thread = Schedulers.newSingle("batch-edit", true);
        String stopped = null;
        boolean written;
        try {
            BatchRun run = new BatchRun(
                    FalQueue.create(client, Fill.PRO, queueOptions()),
                    new Pictures(client.storage(), folder.path(), history),
                    journal,
                    service,
                    settings.concurrency());
            try (Screen screen = Screens.open(board, out, surroundings.terminal())) {
                run.events(plans)
                        .publishOn(thread)
                        .doOnNext(event -> {
                            board.accept(event);
                            screen.show(event);
                        })
                        .takeUntilOther(interruption.asked())
                        .then()
                        .block();
            } catch (RuntimeException e) {
                // Not of fal alone: a journal on a full disk must not leave running what was submitted.
                stopped = service.hint(Exceptions.unwrap(e));
            }
            if (interruption.stopped()) {
                run.cancelWatched()
                        .timeout(Duration.ofSeconds(5))
                        .onErrorComplete()
                        .block();
            }
            client.compensations().settled(Duration.ofSeconds(10)).block();
            run.writeCancelled()
                    .timeout(Duration.ofSeconds(5))
                    .onErrorComplete()
                    .block();
            client.disposeLater().block();
            written = new Report(folder, service, List.copyOf(edits.values()), out)
                    .write(board, run, interruption.stopped(), stopped);
        } finally {
            client.dispose();
            thread.dispose();
        }
        return exitCode(board, total, written);
    }

    private QueueOptions queueOptions() {
        // A server of this machine does not mind being asked more often, and its edits take seconds.
        return service.paid()
                ? QueueOptions.defaults()
                : QueueOptions.builder()
                        .follow(Follow.polling(PollSchedule.fixed(Duration.ofMillis(150))))
                        .build();
    }

    private int exitCode(Board board, int total, boolean written) {
        if (surroundings.interruption().stopped()) {
            return BatchEdit.INTERRUPTED;
        }
        return written && board.view().succeeded() == total ? BatchEdit.SUCCEEDED : BatchEdit.PARTIAL;
    }
}
