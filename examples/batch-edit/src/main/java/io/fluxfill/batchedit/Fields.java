package io.fluxfill.batchedit;

import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.OutputFormat;
import io.fluxfill.fill.SafetyTolerance;
import io.fluxfill.image.ImageSource;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** From text to the fields of a request. Ranges are the library's business, which says them in words. */
final class Fields {
    private Fields() {}

    /**
     * The request of these cells.
     *
     * @throws IllegalArgumentException with a sentence for the author of the cells
     */
    static FillRequest request(Map<Column, String> cells, ImageSource image, ImageSource mask) {
        FillRequest.Builder builder = FillRequest.builder();
        builder.image(image).mask(mask).prompt(cells.getOrDefault(Column.PROMPT, ""));
        given(cells.get(Column.SEED), seed -> builder.seed(wholeNumber("seed", seed)));
        given(cells.get(Column.NUM_IMAGES), count -> builder.numImages(small(Column.NUM_IMAGES, count)));
        given(cells.get(Column.OUTPUT_FORMAT), format -> builder.outputFormat(OutputFormat.parse(format)));
        given(
                cells.get(Column.SAFETY_TOLERANCE),
                level -> builder.safetyTolerance(SafetyTolerance.of(small(Column.SAFETY_TOLERANCE, level))));
        given(cells.get(Column.ENHANCE_PROMPT), yes -> builder.enhancePrompt(truth(Column.ENHANCE_PROMPT, yes)));
        given(cells.get(Column.SYNC_MODE), yes -> builder.syncMode(truth(Column.SYNC_MODE, yes)));
        return builder.build();
    }

    private static void given(@Nullable String text, Consumer<String> use) {
        if (text != null) {
            use.accept(text);
        }
    }

    private static BigInteger wholeNumber(String field, String text) {
        if (!text.matches("[+-]?\\d{1,40}")) {
            throw new IllegalArgumentException(field + " is a whole number, not \"" + text + "\".");
        }
        return new BigInteger(text);
    }

    private static int small(Column column, String text) {
        BigInteger number = wholeNumber(column.word(), text);
        return number.bitLength() < 31 ? number.intValue() : Integer.MAX_VALUE;
    }

    private static boolean truth(Column column, String text) {
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> throw new IllegalArgumentException(column.word() + " is true or false, not \"" + text + "\".");
        };
    }
}
