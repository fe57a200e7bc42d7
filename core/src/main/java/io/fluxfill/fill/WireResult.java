package io.fluxfill.fill;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fluxfill.transport.ContentUrl;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result as it stands in JSON. Only the address of a picture is needed, so only that has a type: a paid picture must
 * not get lost because something that is said beside it has changed.
 */
final class WireResult {
    // Fields, which Jackson sets one by one, and not components: calling a constructor takes it five times as long.
    @JsonProperty
    @Nullable
    List<@Nullable Image> images;

    @JsonProperty
    @Nullable
    Object timings;

    @JsonProperty
    @Nullable
    Object seed;

    @JsonProperty("has_nsfw_concepts")
    @Nullable
    Object hasNsfwConcepts;

    @JsonProperty
    @Nullable
    Object prompt;

    static final class Image {
        @JsonProperty
        @Nullable
        ContentUrl url;

        @JsonProperty
        @Nullable
        Object width;

        @JsonProperty
        @Nullable
        Object height;

        @JsonProperty("content_type")
        @Nullable
        Object contentType;

        @JsonProperty("file_name")
        @Nullable
        Object fileName;

        @JsonProperty("file_size")
        @Nullable
        Object fileSize;

        FilledImage toImage(ContentUrl url, boolean nsfw) {
            Long width = whole(this.width);
            Long height = whole(this.height);
            return new FilledImage(
                    url, pixels(width), pixels(height), text(contentType), text(fileName), whole(fileSize), nsfw);
        }

        private static @Nullable Integer pixels(@Nullable Long number) {
            return number == null || number > Integer.MAX_VALUE || number < 0 ? null : number.intValue();
        }
    }

    FillResult toResult() {
        if (images == null) {
            throw new IllegalArgumentException("there are no images");
        }
        List<FilledImage> filled = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            Image image = images.get(i);
            if (image == null || image.url == null) {
                throw new IllegalArgumentException("images[" + i + "] has no url");
            }
            filled.add(image.toImage(image.url, isFlagged(i)));
        }
        return new FillResult(List.copyOf(filled), integer(seed), text(prompt), document(timings));
    }

    private boolean isFlagged(int index) {
        return hasNsfwConcepts instanceof List<?> flags
                && index < flags.size()
                && Boolean.TRUE.equals(flags.get(index));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    private static @Nullable Long whole(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        BigInteger integer = integer(value);
        return integer == null || integer.bitLength() > 63 ? null : integer.longValue();
    }

    /** A float counts if it is whole: some serializers write 512.0 for 512. */
    private static @Nullable BigInteger integer(@Nullable Object value) {
        if (value instanceof BigInteger big) {
            return big;
        }
        if (value instanceof Integer || value instanceof Long) {
            return BigInteger.valueOf(((Number) value).longValue());
        }
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 0x1p63) {
            return BigDecimal.valueOf(number).toBigInteger();
        }
        return null;
    }

    private static Map<String, @Nullable Object> document(@Nullable Object value) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, element) -> document.put(String.valueOf(name), element));
        }
        return document;
    }
}
