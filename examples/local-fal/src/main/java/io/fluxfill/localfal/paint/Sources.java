package io.fluxfill.localfal.paint;

import java.util.SplittableRandom;

/** The patches that may be copied from: those that touch no hole, named by their centre pixel. */
final class Sources {
    private static final int DARTS = 32;

    final int radius;
    private final int width;
    private final boolean[] usable;
    private final int count;

    Sources(Mask hole, int radius) {
        this.radius = radius;
        this.width = hole.width;
        this.usable = hole.wholePatches(radius);
        int usables = 0;
        for (boolean isUsable : usable) {
            usables += isUsable ? 1 : 0;
        }
        this.count = usables;
    }

    int count() {
        return count;
    }

    boolean has(int x, int y) {
        int index = y * width + x;
        return x >= 0 && y >= 0 && x < width && index < usable.length && usable[index];
    }

    /** The index of any source, of which there must be one. */
    int any(SplittableRandom random) {
        int index = random.nextInt(usable.length);
        for (int dart = 0; dart < DARTS && !usable[index]; dart++) {
            index = random.nextInt(usable.length);
        }
        while (!usable[index]) {
            index = (index + 1) % usable.length;
        }
        return index;
    }
}
