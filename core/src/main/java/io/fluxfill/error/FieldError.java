package io.fluxfill.error;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a model error: what is wrong with which field. Source: fal's page on model errors.
 *
 * @param loc the path to the field; strings and integers, usually {@code body} and a name
 * @param msg text for people; it may change any day
 * @param type the stable name of the error, or null
 * @param ctx what the type says beside it, for example the limit
 * @since 0.1
 */
public record FieldError(
        List<Object> loc, String msg, @Nullable String type, Map<String, @Nullable Object> ctx) {
    /** The path without {@code body}, with dots; empty if the error is about the whole. */
    public String field() {
        return loc.stream()
                .map(String::valueOf)
                .filter(part -> !part.equals("body"))
                .collect(Collectors.joining("."));
    }

    @Override
    public String toString() {
        String field = field();
        return (field.isEmpty() ? "" : field + ": ") + msg + (type == null ? "" : " (" + type + ")");
    }
}
