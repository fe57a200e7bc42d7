package io.fluxfill.localfal.paint;

import java.util.SplittableRandom;

/** The patches that may be copied from: those that touch no hole, named by their centre pixel. */
final class Sources {
    final int radius;
    private final int width;
    private final boolean[] usable;
    private final int[] all;

    Sources(Mask hole, int radius) {
        this.radius = radius;
        this.width = hole.width;
        this.usable = hole.wholePatches(radius);
        int count = 0;
        for (boolean isUsable : usable) {
            count += isUsable ? 1 : 0;
        }
        this.all = new int[count];
        for (int i = 0, next = 0; i < usable.length; i++) {
            if (usable[i]) {
                all[next++] = i;
            }
        }
    }

    int count() {
        return all.length;
    }

    boolean has(int x, int y) {
        return x >= 0 && y >= 0 && x < width && y * width < usable.length && usable[y * width + x];
    }

    /** The index of any source. */
    int any(SplittableRandom random) {
        return all[random.nextInt(all.length)];
    }
}
