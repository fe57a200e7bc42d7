package io.fluxfill.playground;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which lines of a model are written down, for as long as more may come: fal tells all of them again to whoever watches anew. */
final class KnownLines {
    private record Line(@Nullable String at, @Nullable String level, String message) {}

    /** How often each is written down. */
    private Map<Line, Integer> kept = new HashMap<>();
    /** Those of them that are still to be told again. */
    private Map<Line, Integer> toldAgain = Map.of();

    /** It is written down. */
    void add(@Nullable String at, @Nullable String level, String message) {
        kept.merge(new Line(at, level, message), 1, Integer::sum);
    }

    /** From here on all are told again. */
    void expectAll() {
        toldAgain = new HashMap<>(kept);
    }

    /** Whether it is not one that is told again; then it counts as written down. */
    boolean isNew(@Nullable String at, @Nullable String level, String message) {
        Line line = new Line(at, level, message);
        if (toldAgain.containsKey(line)) {
            toldAgain.computeIfPresent(line, (same, count) -> count == 1 ? null : count - 1);
            return false;
        }
        kept.merge(line, 1, Integer::sum);
        return true;
    }

    /** No more will come. */
    void forget() {
        kept = new HashMap<>();
        toldAgain = Map.of();
    }

    /** How many different ones it holds. */
    int size() {
        return kept.size() + toldAgain.size();
    }
}
