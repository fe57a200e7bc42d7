package io.fluxfill.localfal.paint;

import java.util.SplittableRandom;

/** Improves an offset field: good offsets spread to neighbours, and random ones in shrinking circles compete with them. */
final class PatchSearch {
    private static final int TARGETS_BETWEEN_CHECKS = 10_000;

    private final Level level;
    private final OffsetField field;
    private final SplittableRandom random;
    private final int reach;

    PatchSearch(Level level, OffsetField field, SplittableRandom random) {
        this.level = level;
        this.field = field;
        this.random = random;
        this.reach = Math.max(level.width(), level.height()) / 2;
    }

    /** Measures all distances anew, which is due whenever the canvas changed. */
    void measure() {
        for (int target = 0; target < field.size(); target++) {
            field.distance[target] = distance(target, field.sourceX[target], field.sourceY[target], Integer.MAX_VALUE);
        }
    }

    void sweep(boolean forward) throws InterruptedException {
        int step = forward ? -1 : 1;
        int size = field.size();
        for (int i = 0; i < size; i++) {
            if (i % TARGETS_BETWEEN_CHECKS == 0) {
                Interrupts.check();
            }
            int target = forward ? i : size - 1 - i;
            adopt(target, step, 0);
            adopt(target, 0, step);
            explore(target);
        }
    }

    private void adopt(int target, int dx, int dy) {
        int x = field.targetX[target] + dx;
        int y = field.targetY[target] + dy;
        if (x < 0 || y < 0 || x >= level.width() || y >= level.height()) {
            return;
        }
        int neighbour = field.at(x, y);
        if (neighbour != OffsetField.NO_TARGET) {
            compete(target, field.sourceX[neighbour] - dx, field.sourceY[neighbour] - dy);
        }
    }

    private void explore(int target) {
        for (int radius = reach; radius >= 1; radius /= 2) {
            int span = 2 * radius + 1;
            compete(
                    target,
                    field.sourceX[target] - radius + random.nextInt(span),
                    field.sourceY[target] - radius + random.nextInt(span));
        }
    }

    private void compete(int target, int x, int y) {
        boolean same = x == field.sourceX[target] && y == field.sourceY[target];
        if (same || !level.sources.has(x, y)) {
            return;
        }
        int distance = distance(target, x, y, field.distance[target]);
        if (distance < field.distance[target]) {
            field.set(target, x, y);
            field.distance[target] = distance;
        }
    }

    private int distance(int target, int x, int y, int limit) {
        return PatchDistance.between(level, field.targetX[target], field.targetY[target], x, y, limit);
    }
}
