package io.fluxfill.localfal.paint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The picture in halving sizes, down to where the hole is about as thin as a patch. */
final class Pyramid {
    private static final int MIN_SIDE = 24;
    private static final int MIN_SOURCES = 200;

    private Pyramid() {}

    /** From coarse to fine. */
    static List<Level> build(Canvas canvas, Mask hole, int radius) {
        List<Level> levels = new ArrayList<>();
        Level level = new Level(canvas, hole, radius);
        levels.add(level);
        while (level.deepest() > 2 * radius && Math.min(level.width(), level.height()) >= 2 * MIN_SIDE) {
            level = new Level(level.canvas.half(level.hole), level.hole.half(), radius);
            if (level.sources.count() < MIN_SOURCES || level.hole.count() == 0) {
                break;
            }
            levels.add(level);
        }
        Collections.reverse(levels);
        return levels;
    }
}
