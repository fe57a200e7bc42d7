package io.fluxfill.batchedit;

import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.OutputFormat;
import io.fluxfill.fill.PreparedFill;
import io.fluxfill.fill.SafetyTolerance;
import io.fluxfill.image.FillPlan;
import io.fluxfill.image.ImageSource;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
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
        set(
                cells,
                new Setters(
                        builder::seed,
                        builder::numImages,
                        builder::outputFormat,
                        builder::safetyTolerance,
                        builder::enhancePrompt,
                        builder::syncMode));
        return builder.build();
    }

    /** As {@link #request}, with what is done to the picture before and after. */
    static PreparedFill prepared(
            Map<Column, String> cells, ImageSource image, @Nullable ImageSource mask, FillPlan plan) {
        PreparedFill.Builder builder = PreparedFill.builder();
        builder.image(image).prompt(cells.getOrDefault(Column.PROMPT, "")).plan(plan);
        if (mask != null) {
            builder.mask(mask);
        }
        set(
                cells,
                new Setters(
                        builder::seed,
                        builder::numImages,
                        builder::outputFormat,
                        builder::safetyTolerance,
                        builder::enhancePrompt,
                        builder::syncMode));
        return builder.build();
    }

    /** Of either builder: they have no common type that others may name. */
    private record Setters(
            Consumer<BigInteger> seed,
            IntConsumer numImages,
            Consumer<OutputFormat> outputFormat,
            Consumer<SafetyTolerance> safetyTolerance,
            Consumer<Boolean> enhancePrompt,
            Consumer<Boolean> syncMode) {}

    private static void set(Map<Column, String> cells, Setters to) {
        given(cells.get(Column.SEED), seed -> to.seed().accept(Values.wholeNumber(Column.SEED, seed)));
        given(cells.get(Column.NUM_IMAGES), count -> to.numImages().accept(Values.small(Column.NUM_IMAGES, count)));
        given(cells.get(Column.OUTPUT_FORMAT), format -> to.outputFormat().accept(OutputFormat.parse(format)));
        given(
                cells.get(Column.SAFETY_TOLERANCE),
                level -> to.safetyTolerance().accept(SafetyTolerance.of(Values.small(Column.SAFETY_TOLERANCE, level))));
        given(
                cells.get(Column.ENHANCE_PROMPT),
                yes -> to.enhancePrompt().accept(Values.truth(Column.ENHANCE_PROMPT, yes)));
        given(cells.get(Column.SYNC_MODE), yes -> to.syncMode().accept(Values.truth(Column.SYNC_MODE, yes)));
    }

    private static void given(@Nullable String text, Consumer<String> use) {
        if (text != null) {
            use.accept(text);
        }
    }
}
