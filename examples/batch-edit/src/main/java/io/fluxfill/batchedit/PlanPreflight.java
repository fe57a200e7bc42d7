package io.fluxfill.batchedit;

import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.fill.FillCost;
import io.fluxfill.image.FillPlan;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.PlannedMask;
import io.fluxfill.image.PlannedSize;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds out before paying whether a plan can be carried out, and what it will cost. */
final class PlanPreflight {
    private PlanPreflight() {}

    /**
     * The plan with its estimates. Blocks: it decodes the mask.
     *
     * @throws IllegalArgumentException with a sentence that names the column
     */
    static Planned check(Map<Column, String> cells, ImageSource image, @Nullable ImageSource mask, FillPlan plan) {
        isHere(Column.IMAGE, image);
        if (mask != null) {
            isHere(Column.MASK, mask);
        }
        try {
            PlannedMask repainted =
                    Objects.requireNonNull(plan.mask(image, mask).block());
            if (repainted.mask().coverage() >= 100) {
                throw new IllegalArgumentException(
                        "mask: All of the picture would be repainted, and nothing kept: leave out what is to stay.");
            }
            PlannedSize size = Objects.requireNonNull(plan.size(image, mask).block());
            int images = images(cells);
            return new Planned(
                    plan,
                    PlanCells.isCompositing(cells),
                    FillCost.estimate(size.width(), size.height(), images),
                    FillCost.estimate(size.wholeWidth(), size.wholeHeight(), images));
        } catch (InvalidRequestException e) {
            throw new IllegalArgumentException(sentence(e), e);
        }
    }

    private static int images(Map<Column, String> cells) {
        String number = cells.get(Column.NUM_IMAGES);
        return number == null ? 1 : Integer.parseInt(number);
    }

    private static void isHere(Column column, ImageSource source) {
        if (source instanceof ImageSource.RemoteUrl) {
            throw new IllegalArgumentException(
                    column.word() + " is a URL, and the plan needs its pixels here: download it first.");
        }
    }

    /** The field's name is that of fal's schema, and here the columns have others. */
    private static String sentence(InvalidRequestException e) {
        if (e.fieldErrors().isEmpty()) {
            return Sentences.of(e);
        }
        boolean ofMask = "mask_url".equals(e.fieldErrors().get(0).field());
        return (ofMask ? Column.MASK : Column.IMAGE).word() + ": "
                + e.fieldErrors().get(0).msg();
    }
}
