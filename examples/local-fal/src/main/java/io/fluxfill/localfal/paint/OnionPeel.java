package io.fluxfill.localfal.paint;

import java.util.SplittableRandom;

/** The first guess: fills the hole ring by ring from its border, each pixel from the patch that best fits what is known. */
final class OnionPeel {
    private static final int TRIES = 150;

    private final Level level;
    private final OffsetField field;
    private final SplittableRandom random;
    private final int radius;
    private final int[] filledFrom;
    private int ring;

    OnionPeel(Level level, OffsetField field, SplittableRandom random) {
        this.level = level;
        this.field = field;
        this.random = random;
        this.radius = field.radius;
        this.filledFrom = new int[level.width() * level.height()];
    }

    void fill() throws InterruptedException {
        for (int pixel : fromBorderToCentre()) {
            Interrupts.check();
            ring = level.depths[pixel];
            fill(pixel % level.width(), pixel / level.width());
        }
    }

    private int[] fromBorderToCentre() {
        int[] begin = new int[level.deepest() + 2];
        for (short depth : level.depths) {
            begin[depth + 1]++;
        }
        // What is known has depth 0, and is left out.
        begin[1] = 0;
        for (int depth = 1; depth < begin.length; depth++) {
            begin[depth] += begin[depth - 1];
        }
        int[] order = new int[level.hole.count()];
        for (int i = 0; i < level.depths.length; i++) {
            if (level.depths[i] > 0) {
                order[begin[level.depths[i]]++] = i;
            }
        }
        return order;
    }

    private void fill(int x, int y) {
        int centreX = Math.max(radius, Math.min(level.width() - 1 - radius, x));
        int centreY = Math.max(radius, Math.min(level.height() - 1 - radius, y));
        int best = level.sources.any(random);
        int bestDistance = distance(centreX, centreY, best, Integer.MAX_VALUE);
        for (int i = 0; i < TRIES + 8; i++) {
            int candidate = i < TRIES ? level.sources.any(random) : continued(centreX, centreY, i - TRIES);
            if (candidate >= 0) {
                int distance = distance(centreX, centreY, candidate, bestDistance);
                if (distance < bestDistance) {
                    bestDistance = distance;
                    best = candidate;
                }
            }
        }
        int from = level.canvas.at(best % level.width() + x - centreX, best / level.width() + y - centreY);
        System.arraycopy(level.canvas.samples, from, level.canvas.samples, level.canvas.at(x, y), Canvas.CHANNELS);
        filledFrom[centreY * level.width() + centreX] = best + 1;
        field.set(field.at(centreX, centreY), best);
    }

    /** The source that continues what one of the eight neighbours was filled from, or -1. */
    private int continued(int x, int y, int neighbour) {
        int index = neighbour < 4 ? neighbour : neighbour + 1;
        int dx = index % 3 - 1;
        int dy = index / 3 - 1;
        if (x + dx < 0 || y + dy < 0 || x + dx >= level.width() || y + dy >= level.height()) {
            return -1;
        }
        int from = filledFrom[(y + dy) * level.width() + x + dx] - 1;
        if (from < 0) {
            return -1;
        }
        int sourceX = from % level.width() - dx;
        int sourceY = from / level.width() - dy;
        return level.sources.has(sourceX, sourceY) ? sourceY * level.width() + sourceX : -1;
    }

    private int distance(int x, int y, int source, int limit) {
        Canvas canvas = level.canvas;
        int sourceX = source % level.width();
        int sourceY = source / level.width();
        int sum = PatchDistance.strangeness(level, y - sourceY);
        for (int dy = -radius; dy <= radius && sum < limit; dy++) {
            for (int dx = -radius; dx <= radius; dx++) {
                if (depth(x + dx, y + dy) < ring) {
                    int a = canvas.at(x + dx, y + dy);
                    int b = canvas.at(sourceX + dx, sourceY + dy);
                    for (int channel = 0; channel < Canvas.CHANNELS; channel++) {
                        int difference = canvas.sample(a + channel) - canvas.sample(b + channel);
                        sum += difference * difference;
                    }
                }
            }
        }
        return sum;
    }

    private int depth(int x, int y) {
        return level.depths[y * level.width() + x];
    }
}
