package io.fluxfill.batchedit;

import io.fluxfill.image.OutsideChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the model did outside of the mask, for people.
 *
 * @param warning whether the mask seems not to have been heeded
 */
record OutsideWords(String sentence, boolean warning) {
    /** Below this nobody sees anything: a few pixels at the mask's edge differ in any picture that was encoded anew. */
    private static final double NOTHING = 0.5;
    /** A model that redraws a fifth of what it was to keep has not looked at the mask. */
    private static final double NOT_HEEDED = 20;

    /** A sentence for each picture. */
    static List<OutsideWords> of(PlanReport plan) {
        List<OutsideWords> words = new ArrayList<>();
        List<OutsideChange> changes = plan.outsideChange();
        for (int i = 0; i < changes.size(); i++) {
            String start = changes.size() == 1 ? "" : "Picture " + (i + 1) + ": ";
            OutsideChange change = changes.get(i);
            words.add(new OutsideWords(start + sentence(change, plan.composite()), isWarning(change)));
        }
        return words;
    }

    private static boolean isWarning(OutsideChange change) {
        return change.visible() >= NOT_HEEDED;
    }

    private static String sentence(OutsideChange change, boolean composite) {
        if (change.pixels() == 0) {
            return "Nothing lies outside the mask.";
        }
        String numbers = String.format(
                Locale.ROOT,
                " (mean %.2f and at most %d of 255 levels%s)",
                change.mean(),
                change.max(),
                change.visible() > 0 ? "; " + percent(change.visible()) + " of it visibly" : "");
        String kept = composite ? " What was saved has the original there." : "";
        if (isWarning(change)) {
            return "The mask seems not to have been heeded: the model changed " + percent(change.visible())
                    + " of what lies outside" + numbers + "." + kept
                    + (composite
                            ? " The border may show."
                            : " Look at the mask: white is repainted unless mask_sense says otherwise.");
        }
        return change.visible() < NOTHING
                ? "Nothing visible changed outside the mask" + numbers + "." + kept
                : "The model changed a little outside the mask" + numbers + "." + kept;
    }

    private static String percent(double percent) {
        return percent > 0 && percent < 0.01 ? "under 0.01 %" : String.format(Locale.ROOT, "%.2f %%", percent);
    }
}
