package io.fluxfill.localfal.paint;

/**
 * Numbers that each want to stay what they are and to differ from their neighbours by given steps: a screened Poisson equation,
 * solved by successive over-relaxation.
 */
final class LinkedColours {
    private static final int LINKS = 4;
    private static final float RELAXATION = 1.9f;

    private final float[] values;
    private final float[] wanted;
    private final float[] weights;
    private final int[] links;
    private final float[] linkWeights;

    LinkedColours(int count) {
        this.values = new float[count];
        this.wanted = new float[count];
        this.weights = new float[count];
        this.links = new int[count * LINKS];
        this.linkWeights = new float[count * LINKS];
    }

    void start(int number, float value, float weight) {
        values[number] = value;
        pin(number, value, weight);
    }

    /** Draws a number towards a fixed value. */
    void pin(int number, float value, float weight) {
        wanted[number] += weight * value;
        weights[number] += weight;
    }

    /** Draws a number towards being lower than another by the step. */
    void link(int number, int other, float step, float weight) {
        wanted[number] -= weight * step;
        weights[number] += weight;
        int slot = number * LINKS;
        while (linkWeights[slot] != 0) {
            slot++;
        }
        links[slot] = other;
        linkWeights[slot] = weight;
    }

    void settle(int rounds) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            Interrupts.check();
            for (int i = 0; i < values.length; i++) {
                float sum = wanted[i];
                for (int slot = i * LINKS; slot < i * LINKS + LINKS; slot++) {
                    sum += linkWeights[slot] * values[links[slot]];
                }
                values[i] += RELAXATION * (sum / weights[i] - values[i]);
            }
        }
    }

    byte sample(int number) {
        return (byte) Math.max(0, Math.min(255, Math.round(values[number])));
    }
}
