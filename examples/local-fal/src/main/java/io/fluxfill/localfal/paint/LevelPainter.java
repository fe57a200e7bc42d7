package io.fluxfill.localfal.paint;

import java.util.SplittableRandom;

/** Repaints one level: searches patches for what is painted, and paints what was found, in turns. */
final class LevelPainter {
    private static final float SOFT = 0.5f;
    private static final float SHARP = 0.1f;
    private static final int LOCAL_REACH = 32;

    private final Level level;
    private final OffsetField field;
    private final PatchSearch search;
    private final Voting voting;

    private LevelPainter(Level level, OffsetField field, SplittableRandom random, int reach) {
        this.level = level;
        this.field = field;
        this.search = new PatchSearch(level, field, random, reach);
        this.voting = new Voting(level, field);
    }

    static LevelPainter coarsest(Level level, SplittableRandom random) {
        OffsetField field = new OffsetField(level);
        field.randomise(level, random);
        new OnionPeel(level, field, random).fill();
        return new LevelPainter(level, field, random, Math.max(level.width(), level.height()));
    }

    static LevelPainter finer(Level level, LevelPainter coarser, SplittableRandom random) {
        OffsetField field = coarser.field.doubled(level, coarser.level.height(), random);
        LevelPainter painter = new LevelPainter(level, field, random, LOCAL_REACH);
        painter.voting.paint(SOFT);
        return painter;
    }

    /** Paints, in the fewer rounds the finer the level is: structure is settled when it is small. */
    void paint(int levelsBelow) throws InterruptedException {
        int rounds = Math.min(12, 2 + 2 * levelsBelow);
        int sweeps = levelsBelow > 1 ? 4 : 2;
        for (int round = 1; round <= rounds; round++) {
            search.measure();
            for (int sweep = 0; sweep < sweeps; sweep++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("Interrupted while painting");
                }
                search.sweep(sweep % 2 == 0);
            }
            boolean last = levelsBelow == 0 && round == rounds;
            voting.paint(last ? SHARP : SOFT);
        }
    }
}
