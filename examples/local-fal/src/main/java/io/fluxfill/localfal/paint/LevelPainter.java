package io.fluxfill.localfal.paint;

import java.util.SplittableRandom;

/** Repaints one level: searches patches for what is painted, and paints what was found, in turns. */
final class LevelPainter {
    private static final float SOFT = 0.3f;
    /** Where detail appears, averaging would blur it. */
    private static final float SHARP = 0.1f;

    private static final float SHARPEST = 0.05f;
    private static final int MAX_ROUNDS = 12;
    /** Peeling takes its time, and so deep a hole has little to continue. */
    private static final int MAX_PEELED = 20_000;
    /** Patches to look for in all rounds of a level together. Huge holes get fewer rounds, or none. */
    private static final int MAX_SEARCHES = 1_500_000;

    private final Level level;
    private final OffsetField field;
    private final PatchSearch search;
    private final Voting voting;

    private LevelPainter(Level level, OffsetField field, SplittableRandom random) {
        this.level = level;
        this.field = field;
        this.search = new PatchSearch(level, field, random);
        this.voting = new Voting(level, field);
    }

    static LevelPainter coarsest(Level level, SplittableRandom random) throws InterruptedException {
        OffsetField field = new OffsetField(level);
        field.randomise(level, random);
        if (level.hole.count() <= MAX_PEELED) {
            new OnionPeel(level, field, random).fill();
        } else {
            SmoothFill.fill(level.canvas, level.hole);
        }
        return new LevelPainter(level, field, random);
    }

    static LevelPainter finer(Level level, LevelPainter coarser, SplittableRandom random) throws InterruptedException {
        OffsetField field = coarser.field.doubled(level, coarser.level.height(), random);
        LevelPainter painter = new LevelPainter(level, field, random);
        painter.voting.paint(SOFT);
        return painter;
    }

    /** Paints, in the fewer rounds the finer the level is: structure is settled while the picture is small. */
    void paint(int levelsBelow) throws InterruptedException {
        int affordable = MAX_SEARCHES / field.size();
        int rounds = Math.min(affordable, Math.min(MAX_ROUNDS, 2 + 2 * levelsBelow));
        int sweeps = levelsBelow > 1 ? 4 : 2;
        search.measure();
        for (int round = 1; round <= rounds; round++) {
            for (int sweep = 0; sweep < sweeps; sweep++) {
                search.sweep(sweep % 2 == 0);
            }
            voting.paint(levelsBelow > 1 ? SOFT : SHARP);
            search.measure();
        }
        if (levelsBelow == 0) {
            voting.paint(SHARPEST);
        }
    }

    /** Removes what seams are left, which is worth while on the finest level only. */
    void harmonise() throws InterruptedException {
        new Harmoniser(level, field).harmonise();
    }
}
