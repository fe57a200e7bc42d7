package io.fluxfill.localfal.paint;

import java.util.Arrays;

/**
 * Paints the hole: every patch over a pixel proposes a colour, and the proposals are averaged. Patches count more the better
 * they match, and the nearer they are to the border, where more of what they were matched by is real.
 */
final class Voting {
    private static final double TRUST_PER_STEP = 1.3;
    /** From here on a vote weighs less than a thousandth. */
    private static final float NEGLIGIBLE = 7f;

    private final Level level;
    private final OffsetField field;
    private final int radius;
    private final float[] trust;
    private final float[] votes = new float[Canvas.CHANNELS];

    Voting(Level level, OffsetField field) {
        this.level = level;
        this.field = field;
        this.radius = field.radius;
        this.trust = new float[4 * radius + 1];
        for (int i = 0; i < trust.length; i++) {
            trust[i] = (float) Math.pow(TRUST_PER_STEP, 2 * radius - i);
        }
    }

    /**
     * Repaints the hole.
     *
     * @param softness how far above the best match, in parts of the mean, a match may be and still count; the lower, the
     *     sharper
     */
    void paint(float softness) throws InterruptedException {
        for (int y = 0; y < level.height(); y++) {
            Interrupts.check();
            for (int x = 0; x < level.width(); x++) {
                if (level.hole.isHole(x, y)) {
                    paint(x, y, softness);
                }
            }
        }
    }

    private void paint(int x, int y, float softness) {
        int left = Math.max(radius, x - radius);
        int right = Math.min(level.width() - 1 - radius, x + radius);
        int top = Math.max(radius, y - radius);
        int bottom = Math.min(level.height() - 1 - radius, y + radius);
        float sum = 0;
        float best = Float.MAX_VALUE;
        for (int centreY = top; centreY <= bottom; centreY++) {
            for (int centreX = left; centreX <= right; centreX++) {
                float badness = field.badness(field.at(centreX, centreY));
                sum += badness;
                best = Math.min(best, badness);
            }
        }
        float mean = sum / ((bottom - top + 1) * (right - left + 1));
        float scale = 1 / (softness * mean + 0.1f);
        Arrays.fill(votes, 0);
        float total = 0;
        int depth = level.depths[y * level.width() + x];
        for (int centreY = top; centreY <= bottom; centreY++) {
            for (int centreX = left; centreX <= right; centreX++) {
                int target = field.at(centreX, centreY);
                float badness = (field.badness(target) - best) * scale;
                if (badness < NEGLIGIBLE) {
                    int deeper = level.depths[centreY * level.width() + centreX] - depth;
                    float weight = trust[deeper + 2 * radius] * (float) Math.exp(-badness);
                    add(field.sourceX[target] + x - centreX, field.sourceY[target] + y - centreY, weight);
                    total += weight;
                }
            }
        }
        int at = level.canvas.at(x, y);
        for (int channel = 0; channel < Canvas.CHANNELS; channel++) {
            level.canvas.samples[at + channel] = (byte) (votes[channel] / total + 0.5f);
        }
    }

    private void add(int x, int y, float weight) {
        Canvas canvas = level.canvas;
        int at = canvas.at(x, y);
        for (int channel = 0; channel < Canvas.CHANNELS; channel++) {
            votes[channel] += weight * canvas.sample(at + channel);
        }
    }
}
