package io.fluxfill.localfal.paint;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why a file is not usable as a picture, in fal's vocabulary of errors. */
public final class PictureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final Map<String, Object> ctx;

    private PictureException(String type, String message, Map<String, Object> ctx, @Nullable Throwable cause) {
        super(message, cause);
        this.type = type;
        this.ctx = ctx;
    }

    static PictureException unsupported(String message, List<String> supportedFormats) {
        return new PictureException(
                "unsupported_image_format", message, Map.of("supported_formats", supportedFormats), null);
    }

    static PictureException unreadable(String message, @Nullable Throwable cause) {
        return new PictureException("image_load_error", message, Map.of(), cause);
    }

    static PictureException tooLarge(int maxWidth, int maxHeight) {
        return new PictureException(
                "image_too_large",
                "The image is larger than the allowed size.",
                Map.of("max_width", maxWidth, "max_height", maxHeight),
                null);
    }

    /** fal's error type: {@code image_load_error}, {@code unsupported_image_format} or {@code image_too_large}. */
    public String type() {
        return type;
    }

    /** What fal puts in the error's {@code ctx}: the supported formats or the limits; empty when there is nothing to add. */
    public Map<String, Object> ctx() {
        return ctx;
    }
}
