package io.fluxfill.fill;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The result as it stands in JSON: nothing in it is certain. */
record WireResult(
        @Nullable List<@Nullable Image> images,
        @Nullable Map<String, @Nullable Object> timings,
        @Nullable BigInteger seed,
        @JsonProperty("has_nsfw_concepts") @Nullable List<@Nullable Boolean> hasNsfwConcepts,
        @Nullable String prompt) {

    record Image(
            @Nullable String url,
            @Nullable Integer width,
            @Nullable Integer height,
            @JsonProperty("content_type") @Nullable String contentType,
            @JsonProperty("file_name") @Nullable String fileName,
            @JsonProperty("file_size") @Nullable Long fileSize) {}

    FillResult toResult() {
        List<FilledImage> filled = new ArrayList<>();
        List<@Nullable Image> wire = images == null ? List.of() : images;
        for (int i = 0; i < wire.size(); i++) {
            Image image = wire.get(i);
            if (image == null || image.url() == null) {
                throw new IllegalArgumentException("images[" + i + "] has no url");
            }
            filled.add(new FilledImage(
                    image.url(),
                    image.width(),
                    image.height(),
                    image.contentType(),
                    image.fileName(),
                    image.fileSize(),
                    isFlagged(i)));
        }
        if (images == null) {
            throw new IllegalArgumentException("there are no images");
        }
        return new FillResult(List.copyOf(filled), seed, prompt, timings == null ? Map.of() : timings);
    }

    private boolean isFlagged(int index) {
        List<@Nullable Boolean> flags = Objects.requireNonNullElse(hasNsfwConcepts, List.of());
        return index < flags.size() && Boolean.TRUE.equals(flags.get(index));
    }
}
