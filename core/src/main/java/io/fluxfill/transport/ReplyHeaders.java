package io.fluxfill.transport;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one answer, the first of each name; names are found in any case. Few are asked for, so each is cleaned
 * when it is.
 */
final class ReplyHeaders extends AbstractMap<String, String> {
    private final HttpHeaders headers;
    private final UnaryOperator<String> clean;

    /** @param clean takes out of a value what must not be shown */
    ReplyHeaders(HttpHeaders headers, UnaryOperator<String> clean) {
        this.headers = headers;
        this.clean = clean;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        String value = name instanceof String wanted ? headers.get(wanted) : null;
        return value == null ? null : clean.apply(value);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        Map<String, String> entries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach(header -> entries.computeIfAbsent(header.getKey(), name -> clean.apply(header.getValue())));
        return Collections.unmodifiableMap(entries).entrySet();
    }
}
