package io.fluxfill.playground;

import io.fluxfill.playground.EditLog.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What the journals of all edits share: their one writer, and how their lines become events. */
@Component
final class EditJournals implements AutoCloseable {
    private final Scheduler writer = Schedulers.newSingle("playground-journal", true);
    private final Json json;
    private final Updates updates;

    EditJournals(Json json, Updates updates) {
        this.json = json;
        this.updates = updates;
    }

    Scheduler writer() {
        return writer;
    }

    Journal open(Path folder) throws IOException {
        return Journal.open(folder.resolve(Journal.NAME), json);
    }

    List<JournalEntry> read(Path folder) throws IOException {
        return Journal.read(folder.resolve(Journal.NAME), json);
    }

    /** The events of a journal. Blocks. */
    List<Event> events(Path folder) throws IOException {
        return events(read(folder));
    }

    List<Event> events(List<JournalEntry> entries) {
        return entries.stream().flatMap(this::event).toList();
    }

    private Stream<Event> event(JournalEntry entry) {
        return switch (entry.kind()) {
            case UPDATE -> Stream.of(event(entry, "update", Objects.requireNonNull(entry.edit())));
            case LOG -> Stream.of(event(entry, "log", Objects.requireNonNull(entry.log())));
            default -> Stream.empty();
        };
    }

    private Event event(JournalEntry entry, String name, Object data) {
        return new Event(Objects.requireNonNull(entry.n()), name, json.text(data));
    }

    /** Lets those know who look at all edits. On the writer. */
    void tell(Event update) {
        updates.add(update.data());
    }

    @Override
    public void close() {
        writer.dispose();
    }
}
