package io.fluxfill.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The journal of one edit, opened when something is written, and the one thread that writes. */
final class EditJournal {
    private final Path folder;
    private final EditJournals journals;
    private @Nullable Journal journal;

    EditJournal(Path folder, EditJournals journals) {
        this.folder = folder;
        this.journals = journals;
    }

    /** Something that is done on the thread that writes. */
    @FunctionalInterface
    interface Writing {
        void write() throws IOException;
    }

    /** Does it on that thread, when what was asked for before is done. */
    Mono<Void> written(Writing writing) {
        return Mono.<Void>fromRunnable(() -> {
                    try {
                        writing.write();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .subscribeOn(journals.writer())
                // What follows must not hold up the next line.
                .publishOn(Schedulers.parallel());
    }

    /** On that thread. */
    void write(List<JournalEntry> entries, boolean mustLast) throws IOException {
        if (journal == null) {
            journal = journals.open(folder);
        }
        journal.write(entries, mustLast);
    }

    /** On that thread. */
    void close() throws IOException {
        if (journal != null) {
            journal.close();
            journal = null;
        }
    }
}
