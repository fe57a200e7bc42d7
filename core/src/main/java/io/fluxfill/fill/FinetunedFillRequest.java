package io.fluxfill.fill;

import io.fluxfill.image.ImageSource;

/**
 * What to fill with a model of one's own: as {@link FillRequest}, for {@code fal-ai/flux-pro/v1/fill-finetuned}.
 *
 * @since 0.1
 */
public final class FinetunedFillRequest {
    private final FillBuilder.Fields fields;

    private FinetunedFillRequest(FillBuilder.Fields fields) {
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
        return "FinetunedFillRequest[" + fields + "]";
    }

    /** Mutable; not thread-safe. Setters check ranges at once. */
    public static final class Builder extends FillBuilder<Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The id of the fine-tuned model. Required. */
        public Builder finetuneId(String finetuneId) {
            if (finetuneId.isBlank()) {
                throw new IllegalArgumentException("finetune_id is blank.");
            }
            return set("finetune_id", finetuneId);
        }

        /** How strongly it acts, 0 to 2. Required: fal names no default. */
        public Builder finetuneStrength(double finetuneStrength) {
            if (!(finetuneStrength >= 0 && finetuneStrength <= 2)) {
                throw new IllegalArgumentException("finetune_strength is 0 to 2, not " + finetuneStrength + ".");
            }
            return set("finetune_strength", finetuneStrength);
        }

        /**
         * The request as it stands.
         *
         * @throws IllegalArgumentException if picture, mask, prompt, id or strength is missing
         */
        public FinetunedFillRequest build() {
            return new FinetunedFillRequest(fields("prompt", "finetune_id", "finetune_strength"));
        }
    }
}
