package io.fluxfill.batchedit;

import io.fluxfill.RequestHandle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What a journal says of earlier runs. */
final class History {
    private record Key(int row, String input) {}

    private final Entry.@Nullable Origin origin;
    private final Map<Key, Past> rows;

    private History(Entry.@Nullable Origin origin, Map<Key, Past> rows) {
        this.origin = origin;
        this.rows = rows;
    }

    static History none() {
        return new History(null, new LinkedHashMap<>());
    }

    /** Reads a journal. Its last line may be torn: then what it was to say had not happened yet, or is unknown. */
    static History read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UsageException("The journal " + file + " cannot be read: " + Sentences.of(e), e);
        }
        Map<Key, Past> rows = new LinkedHashMap<>();
        Entry.Origin origin = null;
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Entry entry = entry(file, i + 1, lines.get(i));
            if (entry != null && entry.origin() != null) {
                origin = entry.origin();
            } else if (entry != null && entry.row() != null && entry.input() != null) {
                Key key = new Key(entry.row(), entry.input());
                // A line that leaves nothing leaves no row.
                rows.compute(key, (same, past) -> Past.after(past, entry));
            }
        }
        return new History(origin, rows);
    }

    private static @Nullable Entry entry(Path file, int number, String line) {
        if (line.isBlank()) {
            return null;
        }
        try {
            return Json.MAPPER.readValue(line, Entry.class);
        } catch (JacksonException e) {
            throw new UsageException(file + ":" + number + " is no line of a journal.", e);
        }
    }

    Entry.@Nullable Origin origin() {
        return origin;
    }

    /** Whether nothing was ever written, not even whose journal it is. */
    boolean isEmpty() {
        return origin == null && rows.isEmpty();
    }

    /** How many edits were sent and have no end, as far as somebody can still learn of it. */
    long unended() {
        if (origin == null || origin.service().equals(Service.EMBEDDED)) {
            return 0;
        }
        return rows.values().stream()
                .filter(past -> past.result() == null && !past.failed())
                .count();
    }

    /** The files that a request's pictures were saved to; empty if that is not known. */
    List<String> files(String requestId) {
        return rows.values().stream()
                .map(Past::result)
                .filter(result -> result != null && requestId.equals(result.requestId()))
                .flatMap(result -> Objects.requireNonNull(result).files().stream())
                .toList();
    }

    /**
     * Compares the rows with those of earlier runs. Moved, added and removed rows are fine.
     *
     * @throws UsageException if they are other edits
     */
    void check(List<Edit> edits) {
        Set<String> here = edits.stream().map(Edit::content).collect(Collectors.toSet());
        Set<String> there = rows.keySet().stream().map(Key::input).collect(Collectors.toSet());
        Map<Integer, Edit> byNumber = edits.stream().collect(Collectors.toMap(Edit::number, Function.identity()));
        for (Key key : rows.keySet()) {
            Edit edit = byNumber.get(key.row());
            if (edit != null && !here.contains(key.input()) && !there.contains(edit.content())) {
                throw new UsageException("The journal is of other edits: row " + key.row() + " (" + edit.where()
                        + ") has changed since. Nothing was sent.");
            }
        }
        if (!there.isEmpty() && Collections.disjoint(here, there)) {
            throw new UsageException("The journal is of other edits: none of its rows is here. Nothing was sent.");
        }
    }

    /**
     * What is left to do. A row is found by number and content; if the manifest's rows have moved since, by content
     * alone, so that moving a row does not pay for it again.
     */
    List<Plan> plan(List<Edit> edits, Path folder) {
        Map<Key, Past> left = new LinkedHashMap<>(rows);
        Map<Edit, Past> found = new LinkedHashMap<>();
        for (Edit edit : edits) {
            Past past = left.remove(new Key(edit.number(), edit.content()));
            if (past != null) {
                found.put(edit, past);
            }
        }
        for (Edit edit : edits) {
            if (!found.containsKey(edit)) {
                left.keySet().stream()
                        .filter(key -> key.input().equals(edit.content()))
                        .findFirst()
                        .ifPresent(key -> found.put(edit, left.remove(key)));
            }
        }
        List<Plan> plans = new ArrayList<>();
        for (Edit edit : edits) {
            plans.add(plan(edit, found.get(edit), folder));
        }
        return plans;
    }

    private Plan plan(Edit edit, @Nullable Past past, Path folder) {
        if (past == null) {
            return new Plan.Submit(edit);
        }
        RowResult result = past.result();
        if (result != null && result.files().stream().allMatch(name -> Files.isRegularFile(folder.resolve(name)))) {
            return new Plan.Skip(asBegun(edit, past), result.at(edit));
        }
        if (origin != null && origin.service().equals(Service.EMBEDDED)) {
            // Its requests ended with it, and none was paid.
            return new Plan.Submit(edit);
        }
        RequestHandle handle = past.handle();
        if (handle == null) {
            return new Plan.Unknown(edit);
        }
        Plan.Watch watch = new Plan.Watch(asBegun(edit, past), handle);
        return past.lost() ? new Plan.Lost(edit, watch) : watch;
    }

    private static Edit asBegun(Edit edit, Past past) {
        Begun begun = past.begun();
        try {
            return edit.as(begun == null ? null : begun.planned());
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "The journal's plan for row " + edit.number() + " cannot be read by this version: "
                            + Sentences.of(e),
                    e);
        }
    }
}
