package io.fluxfill.batchedit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** The records of a CSV file, each with the line on which it begins. A broken one does not take the others along. */
final class CsvRecords {
    /**
     * One record.
     *
     * @param line the line on which it begins, counted from 1
     * @param problem what is wrong with its quotes, or null
     */
    record CsvRecord(int line, List<String> cells, @Nullable String problem) {}

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

    private final List<String> lines;
    private final List<CsvRecord> records = new ArrayList<>();

    private CsvRecords(List<String> lines) {
        this.lines = lines;
    }

    /** All records; blank lines are none. */
    static List<CsvRecord> parse(String text) {
        CsvRecords csv = new CsvRecords(text.lines().toList());
        int line = 0;
        while (line < csv.lines.size()) {
            line = csv.readFrom(line);
        }
        return csv.records;
    }

    /** Reads up to the end, or over one broken record; returns the line to go on with. */
    private int readFrom(int start) {
        String rest = String.join("\n", lines.subList(start, lines.size())) + "\n";
        int next = start;
        try (CSVParser parser = CSVParser.parse(rest, FORMAT)) {
            for (CSVRecord record : parser) {
                next = start + Math.toIntExact(parser.getCurrentLineNumber());
                add(next, record.toList());
            }
            return lines.size();
        } catch (UncheckedIOException | IOException e) {
            while (lines.get(next).isBlank()) {
                next++;
            }
            records.add(new CsvRecord(
                    next + 1,
                    List.of(),
                    "The quotes of the row are broken: one that opens a cell is closed at its end, and one within it is"
                            + " written twice."));
            return next + 1;
        }
    }

    private void add(int end, List<String> cells) {
        if (cells.size() > 1 || !cells.get(0).isBlank()) {
            int breaks = cells.stream()
                    .mapToInt(cell -> (int) cell.chars().filter(c -> c == '\n').count())
                    .sum();
            records.add(new CsvRecord(end - breaks, cells, null));
        }
    }
}
