package io.fluxfill.batchedit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows come from.
 *
 * @param single whether it is one edit by flags: what is wrong with it is wrong usage
 * @param bundled whether they are the pictures of this program
 */
record RowSource(
        List<Row> rows, @Nullable Path manifest, @Nullable Map<String, String> flags, boolean single, boolean bundled) {

    static RowSource manifest(Path file) {
        return new RowSource(Manifest.read(file), file.toAbsolutePath().normalize(), null, false, false);
    }

    static RowSource flags(Map<Column, String> cells, Path folder) {
        Map<String, String> words = new TreeMap<>();
        cells.forEach((column, text) -> words.put(column.word(), text));
        for (String picture : List.of("image", "mask")) {
            // Absolute, so that a journal can be resumed from another folder.
            words.computeIfPresent(
                    picture,
                    (name, text) -> text.matches("(?i)https?://.*")
                            ? text
                            : folder.resolve(text).toString());
        }
        return new RowSource(List.of(new Row(1, "edit", cells, folder, null)), null, words, true, false);
    }

    static RowSource bundled(Path folder) {
        try {
            return new RowSource(BundledPictures.draw(folder), null, null, false, true);
        } catch (IOException e) {
            throw new UsageException(folder + " cannot be written: " + Sentences.of(e), e);
        }
    }

    /** The rows of the run that a journal belongs to. */
    static RowSource of(Entry.Origin origin, Path folder) {
        if (origin.manifest() != null) {
            return manifest(Path.of(origin.manifest()));
        }
        Map<String, String> flags = origin.edit();
        if (flags == null) {
            return bundled(folder);
        }
        Map<Column, String> cells = new EnumMap<>(Column.class);
        flags.forEach((name, text) -> {
            Column column = Column.named(name);
            if (column != null) {
                cells.put(column, text);
            }
        });
        return flags(cells, folder);
    }

    Entry.Origin origin(Service service) {
        return new Entry.Origin(service.label(), manifest == null ? null : manifest.toString(), flags);
    }
}
