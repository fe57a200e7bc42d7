package io.fluxfill.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells new log lines from those that came before. Each reply shows a window over the lines, so a position means nothing;
 * what counts is the line itself, and how often one reply has it.
 */
final class LogCursor {
    private static final int REMEMBERED = 10_000;

    private final Map<LogLine, Integer> delivered = new LinkedHashMap<>(16, 0.75f, true);

    /** The lines of a reply that no earlier one had, in its order. */
    List<LogLine> advance(List<LogLine> window) {
        if (window.isEmpty()) {
            return List.of();
        }
        Map<LogLine, Integer> seen = new HashMap<>();
        List<LogLine> fresh = new ArrayList<>();
        for (LogLine line : window) {
            int count = seen.merge(line, 1, Integer::sum);
            int known = delivered.getOrDefault(line, 0);
            if (count > known) {
                delivered.put(line, count);
                fresh.add(line);
            }
        }
        forgetAllBut(Math.max(REMEMBERED, seen.size()));
        return List.copyOf(fresh);
    }

    /** Access order keeps the lines of the current window; what has been out of it for longest goes. */
    private void forgetAllBut(int remembered) {
        Iterator<LogLine> eldest = delivered.keySet().iterator();
        while (delivered.size() > remembered) {
            eldest.next();
            eldest.remove();
        }
    }
}
