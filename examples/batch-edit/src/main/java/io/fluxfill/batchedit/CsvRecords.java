package io.fluxfill.batchedit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comma-separated values as RFC 4180 has them. Remembers on which line each record begins, to name it to its author. */
final class CsvRecords {
    /**
     * One record.
     *
     * @param line the line on which it begins, counted from 1
     * @param problem what is wrong with its quotes, or null
     */
    record CsvRecord(int line, List<String> cells, @Nullable String problem) {}

    private final String text;
    private int at;
    private int line = 1;

    private CsvRecords(String text) {
        this.text = text;
    }

    /** All records; blank lines are none. */
    static List<CsvRecord> parse(String text) {
        CsvRecords reader = new CsvRecords(text);
        List<CsvRecord> records = new ArrayList<>();
        while (reader.at < text.length()) {
            CsvRecord record = reader.next();
            if (record.problem() != null
                    || record.cells().size() > 1
                    || !record.cells().get(0).isBlank()) {
                records.add(record);
            }
        }
        return records;
    }

    private CsvRecord next() {
        int first = line;
        List<String> cells = new ArrayList<>();
        String problem = null;
        while (true) {
            StringBuilder cell = new StringBuilder();
            if (peek() == '"') {
                String wrong = quoted(cell);
                problem = problem == null ? wrong : problem;
            }
            plain(cell);
            cells.add(cell.toString());
            if (peek() != ',') {
                break;
            }
            at++;
        }
        endOfLine();
        return new CsvRecord(first, cells, problem);
    }

    private @Nullable String quoted(StringBuilder cell) {
        int opened = line;
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"' && peek() == '"') {
                at++;
            } else if (c == '"') {
                return peek() == ',' || peek() == '\n' || peek() == '\r' || peek() == 0
                        ? null
                        : "Something follows a closing quote; a quote within a quoted cell is written twice.";
            }
            line += c == '\n' ? 1 : 0;
            cell.append(c);
        }
        return "The quote that opens on line " + opened + " is never closed.";
    }

    private void plain(StringBuilder cell) {
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            cell.append(text.charAt(at++));
        }
    }

    private void endOfLine() {
        if (peek() == '\r') {
            at++;
        }
        if (peek() == '\n') {
            at++;
        }
        line++;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }
}
