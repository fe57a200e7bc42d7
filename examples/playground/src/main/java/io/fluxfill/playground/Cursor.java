package io.fluxfill.playground;

import io.fluxfill.playground.EditLog.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How far somebody has read the events of an edit.
 *
 * @param id the edit
 * @param n the number of the last event that is known
 */
record Cursor(String id, long n) {
    /** How many edits one stream may tell of. */
    static final int MOST = 128;

    /** Reads {@code a,b:7}. What is no id is no edit. */
    static List<Cursor> parse(String text) {
        List<Cursor> cursors = Arrays.stream(text.split(",", MOST + 2))
                .filter(part -> !part.isBlank())
                .map(Cursor::one)
                .toList();
        if (cursors.isEmpty() || cursors.size() > MOST) {
            throw ProblemException.of(
                    List.of(new FieldProblem("edits", "edits names 1 to " + MOST + " edits, with commas between.")));
        }
        return cursors;
    }

    private static Cursor one(String part) {
        int colon = part.indexOf(':');
        return colon < 0
                ? new Cursor(part.strip(), 0)
                : new Cursor(part.substring(0, colon).strip(), number(part.substring(colon + 1)));
    }

    /** 0 for what is no number, so that too much is told rather than too little. */
    static long number(String text) {
        try {
            return Math.max(0, Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * An event of one of several edits.
     *
     * @param id how far all of them are, as {@link #parse} reads it
     * @param event its data is {@code {"edit": id, "data": data}}
     */
    record Tagged(String id, Event event) {}

    /** How far one reader of several edits is. One event at a time. */
    static final class Board {
        private final List<String> ids;
        private final long[] places;

        Board(List<Cursor> cursors) {
            ids = new ArrayList<>(cursors.stream().map(Cursor::id).toList());
            places = cursors.stream().mapToLong(Cursor::n).toArray();
        }

        Tagged tagged(int index, Event event) {
            if (event.isHeartbeat()) {
                return new Tagged("", event);
            }
            places[index] = event.n();
            String id = IntStream.range(0, places.length)
                    .mapToObj(i -> ids.get(i) + ":" + places[i])
                    .collect(Collectors.joining(","));
            String data = "{\"edit\":\"" + ids.get(index) + "\",\"data\":" + event.data() + "}";
            return new Tagged(id, new Event(event.n(), event.name(), data));
        }
    }
}
