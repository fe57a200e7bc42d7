package io.fluxfill.fill;

import io.fluxfill.image.ImageSource;

/**
 * What to fill: a picture, a mask, a prompt, and how. An immutable value, checked when it is built. What is not set is
 * not sent, so that fal's defaults hold. Source of fields and ranges: fal's page of {@code fal-ai/flux-pro/v1/fill}.
 *
 * <pre>{@code
 * FillRequest request = FillRequest.builder()
 *         .image(ImageSource.file(Path.of("street.jpg")))
 *         .mask(ImageSource.file(Path.of("street-mask.png")))
 *         .prompt("an empty street, wet cobblestones")
 *         .build();
 * }</pre>
 *
 * @since 0.1
 */
public final class FillRequest {
    private final FillBuilder.Fields fields;

    FillRequest(FillBuilder.Fields fields) {
        this.fields = fields;
    }

    /** Starts a request. */
    public static Builder builder() {
        return new Builder();
    }

    /** The picture. */
    public ImageSource image() {
        return fields.image();
    }

    /** The mask. */
    public ImageSource mask() {
        return fields.mask();
    }

    /** The prompt. */
    public String prompt() {
        return fields.prompt();
    }

    FillBuilder.Fields fields() {
        return fields;
    }

    @Override
    public String toString() {
        return "FillRequest[" + fields + "]";
    }

    /** Mutable; not thread-safe. Setters check ranges at once. */
    public static final class Builder extends FillBuilder<Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * The request as it stands.
         *
         * @throws IllegalArgumentException if picture, mask or prompt is missing
         */
        public FillRequest build() {
            return new FillRequest(fields("prompt"));
        }
    }
}
