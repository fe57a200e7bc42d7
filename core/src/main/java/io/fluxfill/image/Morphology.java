package io.fluxfill.image;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Grows and shrinks masks by a disc, in that part of them where something can change. */
final class Morphology {
    private Morphology() {}

    static Mask grow(Mask mask, int pixels) {
        check(pixels);
        // No two pixels are further apart.
        int radius = (int) Math.min(pixels, (long) mask.width() + mask.height());
        return within(mask, radius, part -> disc(part, radius));
    }

    static Mask shrink(Mask mask, int pixels) {
        check(pixels);
        int radius = (int) Math.min(pixels, (long) mask.width() + mask.height());
        // The nearest pixel that is kept stands beside the bounds, or within them.
        return within(mask, 1, part -> disc(part.invert(), radius).invert());
    }

    private static void check(int pixels) {
        if (pixels < 0) {
            throw new IllegalArgumentException("A mask is grown or shrunk by 0 pixels or more, not " + pixels + ".");
        }
    }

    /** Works on the bounds with some pixels around them, and keeps everything else. */
    static Mask within(Mask mask, int around, UnaryOperator<Mask> work) {
        Region box = box(mask, around);
        if (box == null) {
            return mask;
        }
        if (box.equals(mask.region())) {
            return work.apply(mask);
        }
        return work.apply(mask.crop(box))
                .padded(box.x(), box.y(), mask.width() - box.right(), mask.height() - box.bottom(), 0);
    }

    private static @Nullable Region box(Mask mask, int around) {
        Region bounds = mask.bounds();
        return bounds == null
                ? null
                : Region.between(
                        Math.max(0, bounds.x() - around),
                        Math.max(0, bounds.y() - around),
                        (int) Math.min(mask.width(), (long) bounds.right() + around),
                        (int) Math.min(mask.height(), (long) bounds.bottom() + around));
    }

    private static Mask disc(Mask mask, int radius) {
        byte[] levels = mask.shared();
        boolean[] occurs = new boolean[256];
        for (byte level : levels) {
            occurs[level & 255] = true;
        }
        int lowest = 0;
        while (!occurs[lowest]) {
            lowest++;
        }
        int others = 0;
        for (int level = lowest + 1; level < 256; level++) {
            others += occurs[level] ? 1 : 0;
        }
        byte[] grown = new byte[levels.length];
        if (others > 1 + radius / 2) {
            new DiscMaximum(levels, mask.width(), mask.height(), radius).grow(grown);
            return Mask.wrap(mask.width(), mask.height(), grown);
        }
        java.util.Arrays.fill(grown, (byte) lowest);
        DiscUnion union = new DiscUnion(levels, mask.width(), mask.height(), radius);
        for (int level = lowest + 1; level < 256; level++) {
            if (occurs[level]) {
                union.grow(level, grown);
            }
        }
        return Mask.wrap(mask.width(), mask.height(), grown);
    }
}
