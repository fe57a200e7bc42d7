package io.fluxfill.localfal.paint;

import java.util.SplittableRandom;

/**
 * Which source patch stands for which target patch. Targets are the patches that touch the hole; targets and sources are both
 * named by their centre, and lie inside the picture.
 */
final class OffsetField {
    static final int NO_TARGET = -1;

    final int radius;
    /** The centres, row by row. */
    final int[] targetX;

    final int[] targetY;
    final int[] sourceX;
    final int[] sourceY;
    /** How unlike the two patches are. */
    final int[] distance;

    private final int[] weight;

    private final int width;
    private final int[] targetAt;

    OffsetField(Level level) {
        this.radius = level.sources.radius;
        this.width = level.width();
        this.targetAt = new int[width * level.height()];
        int count = 0;
        for (int y = 0; y < level.height(); y++) {
            for (int x = 0; x < width; x++) {
                boolean inside = x >= radius && y >= radius && x < width - radius && y < level.height() - radius;
                targetAt[y * width + x] = inside && !level.sources.has(x, y) ? count++ : NO_TARGET;
            }
        }
        this.targetX = new int[count];
        this.targetY = new int[count];
        this.sourceX = new int[count];
        this.sourceY = new int[count];
        this.distance = new int[count];
        this.weight = new int[count];
        for (int i = 0; i < targetAt.length; i++) {
            if (targetAt[i] != NO_TARGET) {
                targetX[targetAt[i]] = i % width;
                targetY[targetAt[i]] = i / width;
                weight[targetAt[i]] = weight(level, i);
            }
        }
    }

    private int weight(Level level, int centre) {
        int sum = 0;
        for (int dy = -radius; dy <= radius; dy++) {
            for (int dx = -radius; dx <= radius; dx++) {
                sum += level.weights[centre + dy * width + dx];
            }
        }
        return sum;
    }

    /** The distance per weighed pixel, which makes patches with more and with less known pixels comparable. */
    float badness(int target) {
        return (float) distance[target] / weight[target];
    }

    int size() {
        return targetX.length;
    }

    /** The target whose centre this is, or {@link #NO_TARGET}. */
    int at(int x, int y) {
        return targetAt[y * width + x];
    }

    void set(int target, int x, int y) {
        sourceX[target] = x;
        sourceY[target] = y;
    }

    void set(int target, int source) {
        set(target, source % width, source / width);
    }

    void randomise(Level level, SplittableRandom random) {
        for (int target = 0; target < size(); target++) {
            set(target, level.sources.any(random));
        }
    }

    /** The same field at twice the size: each offset doubled, or a random source where that leads into the hole. */
    OffsetField doubled(Level finer, int coarseHeight, SplittableRandom random) {
        OffsetField fine = new OffsetField(finer);
        for (int target = 0; target < fine.size(); target++) {
            int x = fine.targetX[target];
            int y = fine.targetY[target];
            int coarse = at(
                    Math.max(radius, Math.min(width - 1 - radius, x / 2)),
                    Math.max(radius, Math.min(coarseHeight - 1 - radius, y / 2)));
            if (coarse == NO_TARGET) {
                fine.set(target, finer.sources.any(random));
                continue;
            }
            int fromX = x + 2 * (sourceX[coarse] - targetX[coarse]);
            int fromY = y + 2 * (sourceY[coarse] - targetY[coarse]);
            fine.setNear(target, fromX, fromY, finer.sources, random);
        }
        return fine;
    }

    /** Takes the source there, or one close by, or any. */
    private void setNear(int target, int x, int y, Sources sources, SplittableRandom random) {
        for (int reach = 0; reach <= 2 * radius; reach++) {
            for (int along = -reach; along <= reach; along++) {
                if (setIfUsable(target, x + along, y - reach, sources)
                        || setIfUsable(target, x + along, y + reach, sources)
                        || setIfUsable(target, x - reach, y + along, sources)
                        || setIfUsable(target, x + reach, y + along, sources)) {
                    return;
                }
            }
        }
        set(target, sources.any(random));
    }

    private boolean setIfUsable(int target, int x, int y, Sources sources) {
        boolean usable = sources.has(x, y);
        if (usable) {
            set(target, x, y);
        }
        return usable;
    }
}
