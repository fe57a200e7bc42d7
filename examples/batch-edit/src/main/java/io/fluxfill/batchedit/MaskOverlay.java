package io.fluxfill.batchedit;

import io.fluxfill.error.FalException;
import io.fluxfill.image.FillPlan;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.Mask;
import io.fluxfill.image.PlannedMask;
import io.fluxfill.image.Region;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was to be repainted, as a tint to be laid over a picture. */
final class MaskOverlay {
    private static final int TINT = 0xE6007A;
    private static final int MOST_ALPHA = 150;

    /**
     * A tint of the size of the frame it belongs to.
     *
     * @param original where the picture lies in the frame, which is larger if it was extended
     */
    record Overlay(int width, int height, Region original, String dataUri) {}

    private record Key(
            FillPlan plan, ImageSource image, @Nullable ImageSource mask) {}

    private final Map<Key, @Nullable Overlay> made = new HashMap<>();

    /** Null if its pictures are not here. */
    @Nullable
    Overlay of(Edit edit) {
        FillPlan plan =
                edit.planned() == null ? FillPlan.create() : edit.planned().plan();
        Key key = new Key(plan, edit.image(), edit.mask());
        if (!made.containsKey(key)) {
            made.put(key, make(key));
        }
        return made.get(key);
    }

    private static @Nullable Overlay make(Key key) {
        try {
            PlannedMask planned = key.plan().mask(key.image(), key.mask()).block();
            return planned == null ? null : overlay(planned);
        } catch (FalException e) {
            // Remote, or gone: a sheet with a gap is better than none.
            return null;
        }
    }

    private static Overlay overlay(PlannedMask planned) {
        Mask whole = planned.mask();
        double scale = Math.min(1, (double) Thumbnails.LONGEST / Math.max(whole.width(), whole.height()));
        int width = scaled(whole.width(), scale);
        int height = scaled(whole.height(), scale);
        Region in = planned.original();
        Region original = new Region(
                (int) Math.round(in.x() * scale),
                (int) Math.round(in.y() * scale),
                scaled(in.width(), scale),
                scaled(in.height(), scale));
        return new Overlay(width, height, original, Thumbnails.png(tint(whole.scaled(width, height))));
    }

    private static int scaled(int size, double scale) {
        return Math.max(1, (int) Math.round(size * scale));
    }

    private static BufferedImage tint(Mask mask) {
        BufferedImage tint = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_INT_ARGB);
        byte[] levels = mask.levels();
        for (int i = 0; i < levels.length; i++) {
            int alpha = (levels[i] & 255) * MOST_ALPHA / 255;
            tint.setRGB(i % mask.width(), i / mask.width(), alpha << 24 | TINT);
        }
        return tint;
    }
}
