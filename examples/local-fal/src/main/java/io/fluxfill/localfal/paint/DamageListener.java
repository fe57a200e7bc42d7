package io.fluxfill.localfal.paint;

import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Notices warnings with which a reader says that it made up the rest of a cut-off file. */
final class DamageListener implements IIOReadWarningListener {
    private boolean seen;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        String lower = warning.toLowerCase(Locale.ROOT);
        seen |= lower.contains("truncated") || lower.contains("premature") || lower.contains("corrupt");
    }

    boolean seen() {
        return seen;
    }
}
