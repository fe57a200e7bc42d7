package io.fluxfill.batchedit;

import io.fluxfill.batchedit.CsvRecords.CsvRecord;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.JsonNode;

/** A file with many edits: CSV with a header, or one JSON object per line. A bad row is a row with a problem. */
final class Manifest {
    private final Path file;
    private final List<Row> rows = new ArrayList<>();
    private final boolean extending;

    private Manifest(Path file, boolean extending) {
        this.file = file;
        this.extending = extending;
    }

    /**
     * All rows.
     *
     * @param ofAll what flags say of all edits
     * @throws UsageException if the file as a whole cannot be used
     */
    static List<Row> read(Path file, Map<Column, String> ofAll) {
        Manifest manifest = new Manifest(file, ofAll.keySet().stream().anyMatch(Column.EXTENDING::contains));
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            manifest.csv(CsvRecords.parse(manifest.text()));
        } else if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            manifest.jsonLines(manifest.text());
        } else {
            throw new UsageException(file + " is neither .csv nor .jsonl, and its name decides how it is read.");
        }
        if (manifest.rows.isEmpty()) {
            throw new UsageException(file + " has no edits.");
        }
        return List.copyOf(manifest.rows);
    }

    private String text() {
        try {
            String text = Files.readString(file);
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            throw new UsageException(file + " does not exist.", e);
        } catch (CharacterCodingException e) {
            throw new UsageException(file + " is not UTF-8.", e);
        } catch (IOException e) {
            throw new UsageException(file + " cannot be read: " + Sentences.of(e), e);
        }
    }

    private void csv(List<CsvRecord> records) {
        if (records.isEmpty()) {
            throw new UsageException(file + " has no header line. Columns: " + Column.all() + ".");
        }
        List<Column> header = new ArrayList<>();
        for (String name : records.get(0).cells()) {
            Column column = Column.named(name);
            if (column == null || header.contains(column)) {
                throw new UsageException(file + ":1 has the column \"" + name.strip() + "\" "
                        + (column == null ? "which is none of: " + Column.all() + "." : "twice."));
            }
            header.add(column);
        }
        for (Column needed : List.of(Column.IMAGE, Column.MASK, Column.PROMPT)) {
            boolean unneeded =
                    needed == Column.MASK && (extending || header.stream().anyMatch(Column.EXTENDING::contains));
            if (!header.contains(needed) && !unneeded) {
                throw new UsageException(file + " has no column " + needed.word() + ".");
            }
        }
        for (CsvRecord row : records.subList(1, records.size())) {
            csvRow(header, row);
        }
    }

    private void csvRow(List<Column> header, CsvRecord row) {
        String problem = row.problem();
        if (problem == null && row.cells().size() != header.size()) {
            problem = "The row has " + row.cells().size() + " cells, and the header has " + header.size()
                    + "; a cell with a comma needs quotes.";
        }
        Map<Column, String> cells = new EnumMap<>(Column.class);
        for (int i = 0; i < Math.min(header.size(), row.cells().size()); i++) {
            if (!row.cells().get(i).isBlank()) {
                cells.put(header.get(i), row.cells().get(i).strip());
            }
        }
        add(row.line(), cells, problem);
    }

    private void jsonLines(String text) {
        int line = 0;
        for (String json : text.split("\n", -1)) {
            line++;
            if (!json.isBlank()) {
                jsonRow(line, json);
            }
        }
    }

    private void jsonRow(int line, String json) {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        String problem = null;
        try {
            JsonNode object = Json.STRICT.readTree(json);
            problem = object.isObject() ? null : "The line is not a JSON object.";
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                Column column = Column.named(field.getKey());
                JsonNode value = field.getValue();
                if (column == null) {
                    problem = "\"" + field.getKey() + "\" is none of: " + Column.all() + ".";
                } else if (value.isContainer()) {
                    problem = column.word() + " is a single value, and not a list or an object.";
                } else if (!value.isNull() && !value.asString().isBlank()) {
                    cells.put(column, value.asString().strip());
                }
            }
        } catch (JacksonException e) {
            problem = broken(e);
        }
        add(line, cells, problem);
    }

    private static String broken(JacksonException e) {
        String said = String.valueOf(e.getOriginalMessage());
        if (said.startsWith("Duplicate")) {
            return "The line has a key twice" + near(e) + ".";
        }
        boolean early = e instanceof UnexpectedEndOfInputException || said.contains("end-of-input");
        return "The line is not one JSON object: it " + (early ? "ends too early." : "is broken" + near(e) + ".");
    }

    private static String near(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        return location == null || location.getColumnNr() < 1 ? "" : " near character " + location.getColumnNr();
    }

    private void add(int line, Map<Column, String> cells, @Nullable String problem) {
        Path folder = file.toAbsolutePath().getParent();
        rows.add(new Row(
                rows.size() + 1,
                file.getFileName() + ":" + line,
                cells,
                folder == null ? file.toAbsolutePath() : folder,
                problem));
    }
}
