package io.fluxfill.localfal;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Validates a body in the order of the model: shape, presence, types and enums together, then ranges. */
final class InputCheck {
    private final Map<?, ?> body;
    private final List<FieldError> errors = new ArrayList<>();

    private InputCheck(Map<?, ?> body) {
        this.body = body;
    }

    /** The errors of a body; none means that {@link FillInput#of} can read it. */
    static List<FieldError> errors(@Nullable Object body, boolean finetuned) {
        if (!(body instanceof Map<?, ?> object)) {
            String msg = "Input should be a valid dictionary or object to extract fields from";
            return List.of(new FieldError(List.of("body"), msg, "model_attributes_type", null, body, false));
        }
        InputCheck check = new InputCheck(object);
        check.shape(finetuned);
        if (check.errors.isEmpty()) {
            check.ranges(finetuned);
        }
        return check.errors;
    }

    private void shape(boolean finetuned) {
        string("prompt", true);
        string("image_url", true);
        string("mask_url", true);
        integer("seed", true);
        integer("num_images", false);
        oneOf("output_format", List.of("jpeg", "png"));
        oneOf("safety_tolerance", List.of("1", "2", "3", "4", "5", "6"));
        bool("enhance_prompt");
        bool("sync_mode");
        if (finetuned) {
            string("finetune_id", true);
            number("finetune_strength");
        }
    }

    private void ranges(boolean finetuned) {
        range("num_images", 1, 4);
        if (finetuned) {
            range("finetune_strength", 0, 2);
        }
    }

    private void string(String field, boolean required) {
        if (body.containsKey(field)) {
            expect(field, body.get(field) instanceof String, "Input should be a valid string", "string_type");
        } else if (required) {
            missing(field);
        }
    }

    private void integer(String field, boolean nullable) {
        if (body.containsKey(field) && !(nullable && body.get(field) == null)) {
            Object value = body.get(field);
            boolean whole = value instanceof Integer || value instanceof Long || value instanceof BigInteger;
            expect(field, whole, "Input should be a valid integer", "int_type");
        }
    }

    private void number(String field) {
        if (body.containsKey(field)) {
            expect(field, body.get(field) instanceof Number, "Input should be a valid number", "float_type");
        } else {
            missing(field);
        }
    }

    private void bool(String field) {
        if (body.containsKey(field)) {
            expect(field, body.get(field) instanceof Boolean, "Input should be a valid boolean", "bool_type");
        }
    }

    private void oneOf(String field, List<String> allowed) {
        Object value = body.get(field);
        if (body.containsKey(field) && !(value instanceof String text && allowed.contains(text))) {
            String quoted = allowed.stream()
                    .limit(allowed.size() - 1L)
                    .map(word -> "'" + word + "'")
                    .collect(Collectors.joining(", "));
            String expected = quoted + " or '" + allowed.get(allowed.size() - 1) + "'";
            errors.add(FieldError.body(field, "Input should be " + expected, "literal_error", value)
                    .context(Map.of("expected", expected)));
        }
    }

    private void range(String field, int least, int most) {
        if (!(body.get(field) instanceof Number number)) {
            return;
        }
        if (number.doubleValue() < least) {
            String msg = "Input should be greater than or equal to " + least;
            errors.add(FieldError.model(field, msg, "greater_than_equal", Map.of("ge", least), number));
        } else if (number.doubleValue() > most) {
            String msg = "Input should be less than or equal to " + most;
            errors.add(FieldError.model(field, msg, "less_than_equal", Map.of("le", most), number));
        }
    }

    private void missing(String field) {
        errors.add(FieldError.body(field, "Field required", "missing", body));
    }

    private void expect(String field, boolean holds, String msg, String type) {
        if (!holds) {
            errors.add(FieldError.body(field, msg, type, body.get(field)));
        }
    }
}
