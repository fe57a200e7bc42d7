package io.fluxfill.fill;

import io.fluxfill.image.ImageSource;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields that both fill endpoints share, and their ranges. Names are those of fal's schema. */
abstract sealed class FillBuilder<B extends FillBuilder<B>>
        permits FillRequest.Builder, FinetunedFillRequest.Builder, PreparedFill.Builder {
    private static final Set<String> KNOWN = Set.of(
            "prompt",
            "image_url",
            "mask_url",
            "seed",
            "num_images",
            "output_format",
            "safety_tolerance",
            "enhance_prompt",
            "sync_mode",
            "finetune_id",
            "finetune_strength");

    private @Nullable ImageSource image;
    private @Nullable ImageSource mask;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    FillBuilder() {}

    abstract B self();

    /** What to paint into the white part of the mask: describe what should be there. Required. */
    public B prompt(String prompt) {
        if (prompt.isBlank()) {
            throw new IllegalArgumentException("The prompt is blank: describe what should be where the mask is white.");
        }
        return set("prompt", prompt);
    }

    /** The picture. Required. */
    public B image(ImageSource image) {
        this.image = image;
        return self();
    }

    /** The mask: white is repainted, black is kept; as large as the picture. Required. */
    public B mask(ImageSource mask) {
        this.mask = mask;
        return self();
    }

    /** The same seed, prompt and model version repeat the picture. Default: fal takes one at random. */
    public B seed(long seed) {
        return seed(BigInteger.valueOf(seed));
    }

    /** As {@link #seed(long)}, as {@link FillResult#seed()} gives it. */
    public B seed(BigInteger seed) {
        if (seed.signum() < 0) {
            throw new IllegalArgumentException("seed is 0 or more, not " + seed + ".");
        }
        return set("seed", seed);
    }

    /** How many pictures to make, 1 to 4, each paid for. fal's default: 1. */
    public B numImages(int numImages) {
        if (numImages < 1 || numImages > 4) {
            throw new IllegalArgumentException("num_images is 1 to 4, not " + numImages + ".");
        }
        return set("num_images", numImages);
    }

    /** The format of the finished pictures. fal's default: JPEG. */
    public B outputFormat(OutputFormat outputFormat) {
        return set("output_format", outputFormat.word());
    }

    /** How much moderation lets pass. fal's default: level 2. */
    public B safetyTolerance(SafetyTolerance safetyTolerance) {
        return set("safety_tolerance", safetyTolerance.word());
    }

    /** Lets fal rewrite the prompt. fal's default: no. */
    public B enhancePrompt(boolean enhancePrompt) {
        return set("enhance_prompt", enhancePrompt);
    }

    /**
     * Asks for the pictures as data URIs within the reply. fal then keeps the result for some minutes only. fal's
     * default: no.
     */
    public B syncMode(boolean syncMode) {
        return set("sync_mode", syncMode);
    }

    /**
     * A field that fal added and this version does not know; it is sent as given.
     *
     * @param value a string, number, boolean, list or map of these
     */
    public B extra(String name, Object value) {
        if (name.isBlank() || KNOWN.contains(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is no extra field: "
                    + (name.isBlank() ? "it is blank." : "it has its own setter."));
        }
        return set(name, value);
    }

    final B set(String name, Object value) {
        fields.put(name, value);
        return self();
    }

    final @Nullable ImageSource image() {
        return image;
    }

    final @Nullable ImageSource mask() {
        return mask;
    }

    final Fields fields(String... required) {
        return new Fields(required("image", image), required("mask", mask), others(required));
    }

    /** All but the pictures. */
    final Map<String, Object> others(String... required) {
        for (String name : required) {
            required(name, fields.get(name));
        }
        return new LinkedHashMap<>(fields);
    }

    static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    private static IllegalArgumentException missing(String name) {
        return new IllegalArgumentException("A fill needs " + name + ", and it is not set.");
    }

    /** What a request consists of: two pictures, and everything else under fal's names. */
    record Fields(ImageSource image, ImageSource mask, Map<String, Object> others) {
        String prompt() {
            return (String) others.getOrDefault("prompt", "");
        }

        /** 1 is fal's default. */
        int numImages() {
            return (Integer) others.getOrDefault("num_images", 1);
        }

        /** Of the other fields the names alone: a prompt may be private. */
        @Override
        public String toString() {
            return "image=" + image + ", mask=" + mask + ", fields=" + others.keySet();
        }
    }
}
