package io.fluxfill.playground;

import io.fluxfill.RequestHandle;
import io.fluxfill.playground.EditLog.Event;
import io.fluxfill.playground.JournalEntry.Kind;
import io.fluxfill.playground.JournalEntry.LogView;
import io.fluxfill.queue.LogLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One edit: where it is, and what happened to it. What changes it is written to its journal first, by the one thread that
 * writes all journals; then readers see it. All its publishers are cold.
 */
final class Edit {
    /** Beyond that a model's lines are counted, and not kept. */
    private static final int MOST_LINES = 10_000;

    private final String service;
    private final Path folder;
    private final EditLog log;
    private final EditJournals journals;
    /** How often each line is in the journal. */
    private final Map<LogKey, Integer> kept = new HashMap<>();
    /** Those of them that are still to be told again. */
    private Map<LogKey, Integer> told = Map.of();

    private @Nullable Journal journal;
    private long events;
    private int lines;

    private volatile EditView view;
    private volatile @Nullable RequestHandle handle;
    private volatile boolean submitted;
    private volatile boolean cancelWanted;

    private record LogKey(@Nullable String at, @Nullable String level, String message) {}

    /** A new one, of which nothing is written yet. */
    Edit(EditView view, String service, Path folder, EditJournals journals) {
        this.view = view;
        this.service = service;
        this.folder = folder;
        this.journals = journals;
        log = EditLog.open(List.of(), () -> journals.events(folder));
    }

    /**
     * One of an earlier run.
     *
     * @param entries its journal
     */
    Edit(List<JournalEntry> entries, Path folder, EditJournals journals) {
        JournalEntry first = entries.get(0);
        EditView asked = Objects.requireNonNull(first.edit());
        view = asked;
        service = Objects.requireNonNullElse(first.service(), "");
        this.folder = folder;
        this.journals = journals;
        for (JournalEntry entry : entries) {
            replay(entry, asked);
        }
        log = view.state().isFinal()
                ? EditLog.ended(() -> journals.events(folder))
                : EditLog.open(journals.events(entries), () -> journals.events(folder));
    }

    private void replay(JournalEntry entry, EditView asked) {
        switch (entry.kind()) {
            case REQUEST -> {}
            case SUBMIT -> submitted = true;
            case HANDLE -> handle = RequestHandle.fromJson(Objects.requireNonNull(entry.handle()));
            case CANCEL -> cancelWanted = true;
            case UPDATE -> {
                view = Objects.requireNonNull(entry.edit()).completedFrom(asked);
                events++;
            }
            case LOG -> {
                LogView line = Objects.requireNonNull(entry.log());
                kept.merge(new LogKey(line.at(), line.level(), line.message()), 1, Integer::sum);
                events++;
                lines++;
            }
        }
    }

    String id() {
        return view.id();
    }

    EditView view() {
        return view.now();
    }

    Path folder() {
        return folder;
    }

    EditLog log() {
        return log;
    }

    /** Whom it was sent to. */
    String service() {
        return service;
    }

    @Nullable
    RequestHandle handle() {
        return handle;
    }

    /** Whether fal may have it. */
    boolean isSubmitted() {
        return submitted;
    }

    boolean isCancelWanted() {
        return cancelWanted;
    }

    boolean isEnded() {
        return view.state().isFinal();
    }

    EditRequest request() {
        return Objects.requireNonNull(view.request());
    }

    /** It was asked for. */
    Mono<Void> asked() {
        return written(() -> {
            write(List.of(JournalEntry.request(service, view)), true);
            change(view -> view);
        });
    }

    /** From here on fal may have it. */
    Mono<Void> submitting() {
        return written(() -> {
            write(List.of(JournalEntry.mark(Kind.SUBMIT)), true);
            submitted = true;
        });
    }

    /** fal has it. */
    Mono<Void> accepted(RequestHandle accepted) {
        return written(() -> {
            write(List.of(JournalEntry.handle(accepted.toJson())), true);
            handle = accepted;
            change(view -> view.at(EditState.IN_QUEUE, accepted.requestId(), null));
        });
    }

    /** Somebody does not want it any more. */
    Mono<Void> cancelWanted() {
        return written(() -> {
            if (!cancelWanted && !isEnded()) {
                write(List.of(JournalEntry.mark(Kind.CANCEL)), true);
                cancelWanted = true;
            }
        });
    }

    /** From here on fal tells all lines again, as it does to whoever begins to watch. */
    Mono<Void> toldAgain() {
        return written(() -> told = new HashMap<>(kept));
    }

    /** It went on: new lines of the model first, and then where it is, if that changed. */
    Mono<Void> moved(EditState state, @Nullable Integer position, List<LogLine> newLines) {
        return written(() -> {
            addLines(newLines);
            EditView now = view;
            if (now.state() != state || !Objects.equals(now.queuePosition(), position)) {
                change(view -> view.at(state, view.requestId(), position));
            }
        });
    }

    /** The last change. */
    Mono<Void> ended(UnaryOperator<EditView> end) {
        return written(() -> {
            change(end);
            if (journal != null) {
                journal.close();
                journal = null;
            }
        });
    }

    private void addLines(List<LogLine> newLines) throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        for (LogLine line : newLines) {
            if (isNew(line) && lines + entries.size() < MOST_LINES) {
                boolean isLast = lines + entries.size() + 1 == MOST_LINES;
                String message = isLast ? "There are more lines, which are not kept." : line.message();
                long n = events + entries.size() + 1;
                entries.add(JournalEntry.log(new LogView(n, line.timestamp(), line.level(), message)));
            }
        }
        if (!entries.isEmpty()) {
            write(entries, false);
            events += entries.size();
            lines += entries.size();
            log.add(journals.events(entries), false);
        }
    }

    private boolean isNew(LogLine line) {
        LogKey key = new LogKey(line.timestamp(), line.level(), line.message());
        Integer again = told.get(key);
        if (again != null) {
            told.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
            return false;
        }
        kept.merge(key, 1, Integer::sum);
        return true;
    }

    private void change(UnaryOperator<EditView> change) throws IOException {
        if (isEnded()) {
            return;
        }
        EditView next = change.apply(view);
        boolean isEnd = next.state().isFinal();
        JournalEntry entry = JournalEntry.update(events + 1, next.brief());
        write(List.of(entry), isEnd);
        events++;
        view = next;
        List<Event> event = journals.events(List.of(entry));
        log.add(event, isEnd);
        journals.tell(event.get(0));
    }

    private void write(List<JournalEntry> entries, boolean mustLast) throws IOException {
        if (journal == null) {
            journal = journals.open(folder);
        }
        journal.write(entries, mustLast);
    }

    private Mono<Void> written(Writing writing) {
        Scheduler writer = journals.writer();
        return Mono.<Void>fromRunnable(() -> {
                    try {
                        writing.write();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .subscribeOn(writer)
                // What follows must not hold up the next line.
                .publishOn(Schedulers.parallel());
    }

    @FunctionalInterface
    private interface Writing {
        void write() throws IOException;
    }
}
