package io.fluxfill.playground;

import io.fluxfill.RequestHandle;
import io.fluxfill.playground.EditLog.Event;
import io.fluxfill.playground.JournalEntry.Kind;
import io.fluxfill.playground.JournalEntry.LogView;
import io.fluxfill.queue.LogLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

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
    private final KnownLines known = new KnownLines();
    private final Sinks.Empty<Void> givenUp = Sinks.empty();
    private final EditJournal journal;

    private long events;
    private int lines;

    private volatile EditView view;
    private volatile @Nullable RequestHandle handle;
    private volatile boolean submitted;
    private volatile boolean cancelWanted;

    /** A new one, of which nothing is written yet. */
    Edit(EditView view, String service, Path folder, EditJournals journals) {
        this.view = view;
        this.service = service;
        this.folder = folder;
        this.journals = journals;
        journal = new EditJournal(folder, journals);
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
        journal = new EditJournal(folder, journals);
        for (JournalEntry entry : entries) {
            replay(entry, asked);
        }
        if (isEnded()) {
            known.forget();
            log = EditLog.ended(() -> journals.events(folder));
        } else {
            log = EditLog.open(journals.events(entries), () -> journals.events(folder));
        }
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
                known.add(line.at(), line.level(), line.message());
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
        return journal.written(() -> {
            journal.write(List.of(JournalEntry.request(service, view)), true);
            change(view -> view);
        });
    }

    /** From here on fal may have it. Fails if somebody does not want it any more, and then it never goes there. */
    Mono<Void> submitting() {
        return journal.written(() -> {
            if (cancelWanted || isEnded()) {
                throw new CancellationException("it was cancelled before");
            }
            journal.write(List.of(JournalEntry.mark(Kind.SUBMIT)), true);
            submitted = true;
        });
    }

    /** fal has it. */
    Mono<Void> accepted(RequestHandle accepted) {
        return journal.written(() -> {
            journal.write(List.of(JournalEntry.handle(accepted.toJson())), true);
            handle = accepted;
            change(view -> view.at(EditState.IN_QUEUE, accepted.requestId(), null));
        });
    }

    /** Somebody does not want it any more. If fal cannot have it yet, that is its end. */
    Mono<Void> cancelWanted() {
        return journal.written(() -> {
            if (!cancelWanted && !isEnded()) {
                journal.write(List.of(JournalEntry.mark(Kind.CANCEL)), true);
                cancelWanted = true;
                if (!submitted) {
                    end(EditView::cancelledBefore);
                    var unused = givenUp.tryEmitEmpty();
                }
            }
        });
    }

    /** Completes when it has ended without having been on its way to fal. */
    Mono<Void> givenUp() {
        return givenUp.asMono();
    }

    /** From here on fal tells all lines again, as it does to whoever begins to watch. */
    Mono<Void> toldAgain() {
        return journal.written(known::expectAll);
    }

    /** How many lines it remembers in case they are told again. */
    int knownLines() {
        return known.size();
    }

    /** It went on: new lines of the model first, and then where it is, if that changed. */
    Mono<Void> moved(EditState state, @Nullable Integer position, List<LogLine> newLines) {
        return journal.written(() -> {
            if (isEnded()) {
                return;
            }
            addLines(newLines);
            EditView now = view;
            if (now.state() != state || !Objects.equals(now.queuePosition(), position)) {
                change(view -> view.at(state, view.requestId(), position));
            }
        });
    }

    /** The last change. */
    Mono<Void> ended(UnaryOperator<EditView> end) {
        return journal.written(() -> end(end));
    }

    private void end(UnaryOperator<EditView> end) throws IOException {
        change(end);
        known.forget();
        journal.close();
    }

    private void addLines(List<LogLine> newLines) throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        for (LogLine line : newLines) {
            if (known.isNew(line.timestamp(), line.level(), line.message()) && lines + entries.size() < MOST_LINES) {
                boolean isLast = lines + entries.size() + 1 == MOST_LINES;
                String message = isLast ? "There are more lines, which are not kept." : line.message();
                long n = events + entries.size() + 1;
                entries.add(JournalEntry.log(new LogView(n, line.timestamp(), line.level(), message)));
            }
        }
        if (!entries.isEmpty()) {
            journal.write(entries, false);
            events += entries.size();
            lines += entries.size();
            log.add(journals.events(entries), false);
        }
    }

    private void change(UnaryOperator<EditView> change) throws IOException {
        if (isEnded()) {
            return;
        }
        EditView next = change.apply(view);
        boolean isEnd = next.state().isFinal();
        JournalEntry entry = JournalEntry.update(events + 1, next.brief());
        journal.write(List.of(entry), isEnd);
        events++;
        view = next;
        List<Event> event = journals.events(List.of(entry));
        log.add(event, isEnd);
        journals.tell(event.get(0));
    }
}
