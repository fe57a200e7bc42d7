package io.fluxfill.fill;

import io.fluxfill.transport.ContentUrl;
import io.fluxfill.transport.JsonCodec;
import io.fluxfill.transport.JsonReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result as it stands in JSON. Only the address of a picture is needed, so only that has a type: a paid picture must
 * not get lost because something that is said beside it has changed. It is read by hand, since every fill has
 * one.
 */
final class WireResult {
    static final JsonCodec.Decoder<FillResult> DECODER = JsonCodec.reader(document -> {
        WireResult result = new WireResult();
        document.members(result::take);
        return result.toResult();
    });

    private @Nullable List<Image> images;
    private @Nullable Map<String, @Nullable Object> timings;
    private @Nullable Object seed;
    private @Nullable Object hasNsfwConcepts;
    private @Nullable Object prompt;

    private void take(String name, JsonReader value) {
        switch (name) {
            case "images" -> images = value.elements(Image::of);
            case "timings" -> timings = value.object();
            case "seed" -> seed = value.any();
            case "has_nsfw_concepts" -> hasNsfwConcepts = value.any();
            case "prompt" -> prompt = value.any();
            default -> {}
        }
    }

    private static final class Image {
        private @Nullable ContentUrl url;
        private @Nullable Object width;
        private @Nullable Object height;
        private @Nullable Object contentType;
        private @Nullable Object fileName;
        private @Nullable Object fileSize;

        static Image of(JsonReader element) {
            Image image = new Image();
            element.members(image::take);
            return image;
        }

        private void take(String name, JsonReader value) {
            switch (name) {
                case "url" -> url = value.url();
                case "width" -> width = value.any();
                case "height" -> height = value.any();
                case "content_type" -> contentType = value.any();
                case "file_name" -> fileName = value.any();
                case "file_size" -> fileSize = value.any();
                default -> {}
            }
        }

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

    private FillResult toResult() {
        if (images == null) {
            throw new IllegalArgumentException("there are no images");
        }
        List<FilledImage> filled = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            Image image = images.get(i);
            if (image.url == null) {
                throw new IllegalArgumentException("images[" + i + "] has no url");
            }
            filled.add(image.toImage(image.url, isFlagged(i)));
        }
        return new FillResult(List.copyOf(filled), integer(seed), text(prompt), timings == null ? Map.of() : timings);
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
}
