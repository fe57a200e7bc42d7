package io.fluxfill.localfal;

import io.fluxfill.localfal.paint.Format;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A valid request body. */
record FillInput(
        String prompt,
        String imageUrl,
        String maskUrl,
        @Nullable Number seed,
        int images,
        Format format,
        String safetyTolerance,
        boolean inline) {

    /** Reads a body that {@link InputCheck} has found no error in. */
    static FillInput of(Map<?, ?> body) {
        return new FillInput(
                text(body, "prompt", ""),
                text(body, "image_url", ""),
                text(body, "mask_url", ""),
                body.get("seed") instanceof Number seed ? seed : null,
                body.get("num_images") instanceof Number images ? images.intValue() : 1,
                Format.valueOf(text(body, "output_format", "jpeg").toUpperCase(Locale.ROOT)),
                text(body, "safety_tolerance", "2"),
                Boolean.TRUE.equals(body.get("sync_mode")));
    }

    boolean flagged() {
        return prompt.toLowerCase(Locale.ROOT).matches("(?s).*\\bnsfw\\b.*") && !safetyTolerance.equals("6");
    }

    private static String text(Map<?, ?> body, String key, String otherwise) {
        return body.get(key) instanceof String text ? text : otherwise;
    }
}
