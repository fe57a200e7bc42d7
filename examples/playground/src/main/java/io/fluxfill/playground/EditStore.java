package io.fluxfill.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** All edits that there are, of this run and of earlier ones: each has a folder with its journal and its pictures. */
@Component
final class EditStore {
    private static final Logger LOG = LoggerFactory.getLogger(EditStore.class);
    private static final Comparator<EditView> NEWEST_FIRST = Comparator.comparing(EditView::createdAt)
            .thenComparing(EditView::id)
            .reversed();

    private final Map<String, Edit> edits = new ConcurrentHashMap<>();
    private final Path folder;
    private final EditJournals journals;
    private final String service;
    private volatile boolean isComplete = true;

    EditStore(DataFolder data, EditJournals journals, FalService service) {
        folder = data.edits();
        this.journals = journals;
        this.service = service.label();
    }

    /** Reads what earlier runs left. Blocks. */
    List<Edit> load() {
        try (Stream<Path> folders = Files.list(folder)) {
            folders.filter(place -> Files.exists(place.resolve(Journal.NAME))).forEach(this::load);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(edits.values());
    }

    private void load(Path place) {
        try {
            List<JournalEntry> entries = journals.read(place);
            if (!entries.isEmpty()) {
                Edit edit = new Edit(entries, place, journals);
                edits.put(edit.id(), edit);
            }
        } catch (IOException | RuntimeException e) {
            // One journal that somebody has spoilt must not keep the others from being shown.
            isComplete = false;
            LOG.warn(
                    "{} cannot be read, and is left out; no pictures are removed as long as it is there: {}",
                    place,
                    e.toString());
        }
    }

    /** Writes down a new one. */
    Mono<Edit> add(EditView view) {
        return Mono.fromCallable(() -> Files.createDirectory(folder.resolve(view.id())))
                .subscribeOn(Schedulers.boundedElastic())
                .map(place -> new Edit(view, service, place, journals))
                .flatMap(edit -> edit.asked().then(Mono.fromSupplier(() -> {
                    edits.put(edit.id(), edit);
                    return edit;
                })));
    }

    /** Whether it knows all that earlier runs left. */
    boolean isComplete() {
        return isComplete;
    }

    /** Whether an edit has this picture. */
    boolean uses(String picture) {
        return edits.values().stream()
                .anyMatch(edit -> edit.request().pictures().contains(picture));
    }

    boolean contains(String id) {
        return edits.containsKey(id);
    }

    /** Fails with 404 if there is none of that name. */
    Edit get(String id) {
        Edit edit = edits.get(id);
        if (edit == null) {
            throw ProblemException.notFound("This edit");
        }
        return edit;
    }

    List<EditView> newest(int limit) {
        return edits.values().stream()
                .map(Edit::view)
                .sorted(NEWEST_FIRST)
                .limit(limit)
                .toList();
    }

    /** Those that have not ended. */
    Stream<Edit> active() {
        return edits.values().stream().filter(edit -> !edit.isEnded());
    }

    Mono<Void> remove(Edit edit) {
        return Mono.<Void>fromRunnable(() -> {
                    edits.remove(edit.id());
                    try {
                        FileSystemUtils.deleteRecursively(edit.folder());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .subscribeOn(Schedulers.boundedElastic());
    }
}
