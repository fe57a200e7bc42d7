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
 * @param plan what flags say of the plan of all edits
 * @param single whether it is one edit by flags: what is wrong with it is wrong usage
 * @param bundled whether they are the pictures of this program
 */
record RowSource(
        List<Row> rows,
        @Nullable Path manifest,
        @Nullable Map<String, String> flags,
        Map<Column, String> plan,
        boolean single,
        boolean bundled) {

    static RowSource manifest(Path file, Map<Column, String> plan) {
        return new RowSource(Manifest.read(file, plan), file.toAbsolutePath().normalize(), null, plan, false, false);
    }

    static RowSource flags(Map<Column, String> cells, Path folder, Map<Column, String> plan) {
        Map<String, String> words = words(cells);
        for (String picture : List.of("image", "mask")) {
            // Absolute, so that a journal can be resumed from another folder.
            words.computeIfPresent(
                    picture,
                    (name, text) -> text.matches("(?i)https?://.*")
                            ? text
                            : folder.resolve(text).toString());
        }
        return new RowSource(List.of(new Row(1, "edit", cells, folder, null)), null, words, plan, true, false);
    }

    /** They are composited unless flags say otherwise, so that there is something to see. */
    static RowSource bundled(Path folder, Map<Column, String> plan) {
        try {
            return new RowSource(
                    BundledPictures.draw(folder),
                    null,
                    null,
                    PlanCells.merged(Map.of(Column.COMPOSITE, "true"), plan),
                    false,
                    true);
        } catch (IOException e) {
            throw new UsageException(folder + " cannot be written: " + Sentences.of(e), e);
        }
    }

    /** The rows of the run that a journal belongs to. */
    static RowSource of(Entry.Origin origin, Path folder, Map<Column, String> plan) {
        if (origin.manifest() != null) {
            return manifest(Path.of(origin.manifest()), plan);
        }
        Map<String, String> flags = origin.edit();
        if (flags == null) {
            return bundled(folder, plan);
        }
        return flags(cells(flags), folder, plan);
    }

    private static Map<String, String> words(Map<Column, String> cells) {
        Map<String, String> words = new TreeMap<>();
        cells.forEach((column, text) -> words.put(column.word(), text));
        return words;
    }

    private static Map<Column, String> cells(Map<String, String> words) {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        words.forEach((name, text) -> {
            Column column = Column.named(name);
            if (column != null) {
                cells.put(column, text);
            }
        });
        return cells;
    }

    /** What an earlier run's flags said of the plan; what is said now comes first. */
    static Map<Column, String> plan(Entry.@Nullable Origin origin, Map<Column, String> now) {
        Map<String, String> before = origin == null ? null : origin.plan();
        return before == null ? now : PlanCells.merged(cells(before), now);
    }

    /** What flags say of the canvas of all edits, while none has such a canvas; null if there is nothing of the kind. */
    @Nullable
    Column uselessFlag() {
        List<Row> good = rows.stream().filter(row -> row.problem() == null).toList();
        return Column.OF_CANVAS.stream()
                .filter(column -> plan.containsKey(column) && !good.isEmpty())
                .filter(column -> good.stream()
                        .noneMatch(row -> PlanCells.ofRow(plan, row.cells()).containsKey(column)))
                .findFirst()
                .orElse(null);
    }

    Entry.Origin origin(Service service) {
        return new Entry.Origin(
                service.label(),
                manifest == null ? null : manifest.toString(),
                flags,
                plan.isEmpty() ? null : words(plan));
    }
}
