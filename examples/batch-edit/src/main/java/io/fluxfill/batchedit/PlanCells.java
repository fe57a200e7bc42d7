package io.fluxfill.batchedit;

import io.fluxfill.image.AlphaSense;
import io.fluxfill.image.CompositeBack;
import io.fluxfill.image.CropAndStitch;
import io.fluxfill.image.FillPlan;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From cells to the plan of a fill. */
final class PlanCells {
    private static final Pattern RANGE = Pattern.compile("(?:(\\d+(?:\\.\\d+)?)\\s*(?:-|–|to)\\s*)?(\\d+(?:\\.\\d+)?)");
    private static final String MEGAPIXELS = "a number of megapixels such as 2, or a range such as 1-2";

    private PlanCells() {}

    /** What all edits are to have, and what one of them says of its own: that comes first, cell by cell. */
    static Map<Column, String> merged(Map<Column, String> ofAll, Map<Column, String> own) {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        cells.putAll(ofAll);
        if (own.keySet().stream().anyMatch(Column.EXTENDING::contains)) {
            cells.keySet().removeAll(Column.EXTENDING);
        }
        cells.putAll(own);
        return cells;
    }

    /** As {@link #merged}, without what is said of all extended canvases if this one's is none, or tells by itself. */
    static Map<Column, String> ofRow(Map<Column, String> ofAll, Map<Column, String> own) {
        Map<Column, String> cells = merged(ofAll, own);
        Values values = new Values(Map.copyOf(cells));
        cells.keySet()
                .removeIf(column -> Column.OF_CANVAS.contains(column)
                        && !own.containsKey(column)
                        && !Extending.isOfUse(column, values));
        return cells;
    }

    /**
     * The plan, or null if there is nothing to do: then the picture is sent as it is, and the model's is saved.
     *
     * @throws IllegalArgumentException with a sentence for the author of the cells, which names the column
     */
    static @Nullable FillPlan plan(Map<Column, String> cells) {
        Values values = new Values(cells);
        String sense = values.text(Column.MASK_SENSE);
        String senseWord = sense == null ? "white" : sense.toLowerCase(Locale.ROOT);
        boolean invert = values.truth(Column.INVERT_MASK, false) != senseWord.equals("black");
        FillPlan plan = FillPlan.builder()
                .maskFromAlpha(alpha(senseWord))
                .invertMask(invert)
                .fillHoles(values.truth(Column.FILL_HOLES, false))
                .growMask(values.pixels(Column.GROW_MASK, 0))
                .featherMask(values.pixels(Column.FEATHER_MASK, 0))
                .outpaint(Extending.of(values))
                .crop(crop(values))
                .composite(composite(values))
                .build();
        if (plan.crop() != null && !isCompositing(cells)) {
            throw new IllegalArgumentException("composite is false, and crop is true: a crop is always put back.");
        }
        boolean asked = values.truth(Column.COMPOSITE, asksToComposite(values));
        return asked
                        || !plan.equals(
                                FillPlan.builder().composite(plan.composite()).build())
                ? plan
                : null;
    }

    /** Whether the picture that is saved is the original outside of the mask, if there is a plan. */
    static boolean isCompositing(Map<Column, String> cells) {
        return new Values(cells).truth(Column.COMPOSITE, true);
    }

    static boolean isKeepingModelPicture(Map<Column, String> cells) {
        return new Values(cells).truth(Column.KEEP_MODEL_PICTURE, false);
    }

    private static boolean asksToComposite(Values values) {
        return values.text(Column.COMPOSITE_FEATHER) != null || values.truth(Column.MATCH_COLOUR, false);
    }

    private static @Nullable AlphaSense alpha(String sense) {
        return switch (sense) {
            case "white", "black" -> null;
            case "transparent" -> AlphaSense.TRANSPARENT_REPAINTED;
            case "opaque" -> AlphaSense.OPAQUE_REPAINTED;
            default -> throw Values.wrong(Column.MASK_SENSE, "white, black, transparent or opaque", sense);
        };
    }

    private static @Nullable CropAndStitch crop(Values values) {
        String context = values.text(Column.CROP_CONTEXT);
        String megapixels = values.text(Column.CROP_MEGAPIXELS);
        CropAndStitch crop = CropAndStitch.create();
        if (context != null) {
            double part = Values.number(Column.CROP_CONTEXT, context, "a part of the mask's size such as 0.5");
            crop = Values.named(
                    Column.CROP_CONTEXT, () -> CropAndStitch.create().context(part, 64));
        }
        if (megapixels != null) {
            crop = sized(crop, megapixels);
        }
        return values.truth(Column.CROP, context != null || megapixels != null) ? crop : null;
    }

    private static CropAndStitch sized(CropAndStitch crop, String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw Values.wrong(Column.CROP_MEGAPIXELS, MEGAPIXELS, text);
        }
        double most = Values.number(Column.CROP_MEGAPIXELS, range.group(2), MEGAPIXELS);
        String least = range.group(1);
        double from = least == null ? Math.min(1, most) : Values.number(Column.CROP_MEGAPIXELS, least, MEGAPIXELS);
        return Values.named(Column.CROP_MEGAPIXELS, () -> crop.megapixels(from, most));
    }

    private static CompositeBack composite(Values values) {
        return CompositeBack.create()
                .feather(values.pixels(
                        Column.COMPOSITE_FEATHER, CompositeBack.create().feather()))
                .matchColour(values.truth(Column.MATCH_COLOUR, false));
    }
}
