package io.fluxfill.transport;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one answer, the first of each name; names are found in any case. There are few of them and fewer are
 * asked for, so each is looked for, and cleaned, when it is.
 */
final class ReplyHeaders extends AbstractMap<String, String> {
    private final String[] namesAndValues;
    private final UnaryOperator<String> clean;

    /**
     * Keeps the array.
     *
     * @param namesAndValues in turns
     * @param clean takes out of a value what must not be shown
     */
    ReplyHeaders(String[] namesAndValues, UnaryOperator<String> clean) {
        this.namesAndValues = namesAndValues;
        this.clean = clean;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        if (name instanceof String wanted) {
            for (int i = 0; i < namesAndValues.length; i += 2) {
                if (wanted.equalsIgnoreCase(namesAndValues[i])) {
                    return clean.apply(namesAndValues[i + 1]);
                }
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        Map<String, String> entries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entries.putIfAbsent(namesAndValues[i], clean.apply(namesAndValues[i + 1]));
        }
        return Collections.unmodifiableMap(entries).entrySet();
    }
}
