package io.fluxfill.transport;

import io.fluxfill.error.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an error's body says, whichever family it is of: a model error (a list of details), a request error (a detail and
 * an {@code error_type}), or anything else, down to a page of HTML.
 *
 * @param text the sentence, or an empty string
 * @param errorType fal's name of the error, or null
 * @param fieldErrors the details of a model error
 * @param requestId the id that the platform API names in the body, or null
 * @param isFal whether this is a JSON object, and so not a page of some proxy
 */
record ErrorBody(
        String text,
        @Nullable String errorType,
        List<FieldError> fieldErrors,
        @Nullable String requestId,
        boolean isFal) {

    static ErrorBody parse(byte[] body, Words words) {
        Map<String, @Nullable Object> document;
        try {
            // A model quotes the offending input: a whole picture, of which only the beginning is read.
            document = JsonCodec.prefix(body);
        } catch (RuntimeException e) {
            return new ErrorBody(words.safe(new String(body, StandardCharsets.UTF_8)), null, List.of(), null, false);
        }
        List<FieldError> fieldErrors = new ArrayList<>();
        String text = null;
        Object detail = document.get("detail");
        if (detail instanceof Map<?, ?> only && only.get("loc") instanceof List<?>) {
            detail = List.of(only);
        }
        if (detail instanceof List<?> entries) {
            List<String> said = new ArrayList<>();
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> error) {
                    FieldError fieldError = fieldError(error, words);
                    fieldErrors.add(fieldError);
                    said.add(fieldError.toString());
                } else {
                    said.add(String.valueOf(entry));
                }
            }
            text = String.join("; ", said);
        } else if (detail instanceof Map<?, ?> error) {
            text = firstText(error.get("message"), error.get("msg"));
        }
        Map<?, ?> nested = document.get("error") instanceof Map<?, ?> error
                ? error
                : detail instanceof Map<?, ?> object ? object : Map.of();
        text = firstText(
                text,
                detail,
                document.get("message"),
                nested.get("message"),
                document.get("error"),
                document.get("status"));
        String type = firstText(
                document.get("error_type"),
                document.get("type"),
                nested.get("error_type"),
                nested.get("type"),
                firstType(fieldErrors));
        return new ErrorBody(
                words.safe(Objects.requireNonNullElseGet(text, () -> new String(body, StandardCharsets.UTF_8))),
                words.shortened(type),
                fieldErrors,
                words.shortened(firstText(nested.get("request_id"))),
                true);
    }

    private static FieldError fieldError(Map<?, ?> error, Words words) {
        List<Object> loc = new ArrayList<>();
        if (error.get("loc") instanceof List<?> parts) {
            parts.stream()
                    .filter(part -> part instanceof String || part instanceof Number)
                    .limit(16)
                    .forEach(part -> loc.add(part instanceof String name ? words.safe(name) : part));
        }
        Map<String, @Nullable Object> ctx = new LinkedHashMap<>();
        if (error.get("ctx") instanceof Map<?, ?> context) {
            context.forEach((name, value) -> ctx.put(words.safe(String.valueOf(name)), safe(value, words)));
        }
        String msg = Objects.requireNonNullElse(firstText(error.get("msg"), error.get("message")), "");
        return new FieldError(List.copyOf(loc), words.safe(msg), words.shortened(firstText(error.get("type"))), ctx);
    }

    /** What a model says beside its error may be any JSON. */
    private static @Nullable Object safe(@Nullable Object value, Words words) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> safe = new ArrayList<>();
            list.forEach(entry -> safe.add(safe(entry, words)));
            return safe;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> safe = new LinkedHashMap<>();
            map.forEach((name, entry) -> safe.put(words.safe(String.valueOf(name)), safe(entry, words)));
            return safe;
        }
        return words.safe(String.valueOf(value));
    }

    private static @Nullable String firstType(List<FieldError> errors) {
        return errors.isEmpty() ? null : errors.get(0).type();
    }

    private static @Nullable String firstText(@Nullable Object... candidates) {
        for (Object candidate : candidates) {
            if (candidate instanceof String text && !text.isBlank()) {
                return text;
            }
        }
        return null;
    }

    /** What the details name beside their text, for example the largest size that is allowed; or an empty string. */
    String limits() {
        String limits = fieldErrors.stream()
                .flatMap(error -> error.ctx().entrySet().stream())
                .filter(entry -> !(entry.getValue() instanceof Map))
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .distinct()
                .collect(Collectors.joining(", "));
        return Words.cut(limits, 200);
    }

    boolean hasType(String type) {
        return types().anyMatch(type::equals);
    }

    /** fal's names of the error, of all its details. */
    Stream<String> types() {
        return Stream.concat(
                Stream.ofNullable(errorType), fieldErrors.stream().flatMap(e -> Stream.ofNullable(e.type())));
    }
}
