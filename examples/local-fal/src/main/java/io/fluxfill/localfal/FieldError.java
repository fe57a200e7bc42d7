package io.fluxfill.localfal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** One entry of a {@code detail} list, as Pydantic and the service's own checks write it. */
record FieldError(
        List<?> loc,
        String msg,
        String type,
        @Nullable Map<String, ?> ctx,
        @Nullable Object input,
        boolean documented) {

    static FieldError body(String field, String msg, String type, @Nullable Object input) {
        return new FieldError(List.of("body", field), msg, type, null, input, false);
    }

    /** The body is no JSON. */
    static FieldError unreadable(JacksonException cause) {
        return body("0", "JSON decode error", "json_invalid", Map.of())
                .context(Map.of("error", cause.getOriginalMessage()));
    }

    /** An error type of the service itself, which links to its documentation. */
    static FieldError model(String field, String msg, String type, Map<String, ?> ctx, @Nullable Object input) {
        return new FieldError(List.of("body", field), msg, type, ctx.isEmpty() ? null : ctx, input, true);
    }

    FieldError context(Map<String, ?> context) {
        return new FieldError(loc, msg, type, context, input, documented);
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = Json.object("loc", loc, "msg", msg, "type", type);
        if (documented) {
            json.put("url", "https://docs.fal.ai/errors/#" + type);
        }
        if (ctx != null) {
            json.put("ctx", ctx);
        }
        if (input != null) {
            json.put("input", input);
        }
        return json;
    }
}
