package io.fluxfill.localfal.paint;

/**
 * Removes colour seams. Patches from places in another light leave edges where they meet; here the painted colours are moved,
 * softly, until the steps between neighbouring pixels are the steps inside the patches, while the border stays as it is.
 */
final class Harmoniser {
    /** How strongly colours stay what they are: the lower, the farther from a seam its difference is spread. */
    private static final float SCREEN = 0.0003f;
    /** A difference that is this large is probably an object's edge, which must not be spread. */
    private static final float OUTLIER = 40;

    private static final int MAX_ROUNDS = 150;
    private static final int MIN_ROUNDS = 20;
    /** Of one colour channel. Huge holes get fewer rounds, because nobody waits minutes for a finer transition. */
    private static final int MAX_UPDATES = 60_000_000;

    private static final int[][] SIDES = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};

    private final Level level;
    private final OffsetField field;
    private final int radius;
    /** Where the hole's pixels are. */
    private final int[] pixels;
    /** The number of a pixel in the hole, or -1. */
    private final int[] numbers;
    /** How far a target's patch is believed. */
    private final float[] trust;

    Harmoniser(Level level, OffsetField field) {
        this.level = level;
        this.field = field;
        this.radius = field.radius;
        this.pixels = new int[level.hole.count()];
        this.numbers = new int[level.width() * level.height()];
        this.trust = new float[field.size()];
        for (int target = 0; target < trust.length; target++) {
            float badness = field.badness(target);
            trust[target] = 1 / (1 + badness * badness);
        }
        int next = 0;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = -1;
            if (level.hole.isHole(i)) {
                pixels[next] = i;
                numbers[i] = next++;
            }
        }
    }

    void harmonise() throws InterruptedException {
        int rounds = Math.max(MIN_ROUNDS, Math.min(MAX_ROUNDS, MAX_UPDATES / pixels.length));
        for (int channel = 0; channel < Canvas.COLOURS; channel++) {
            LinkedColours colours = equations(channel);
            colours.settle(rounds);
            for (int i = 0; i < pixels.length; i++) {
                level.canvas.samples[pixels[i] * Canvas.CHANNELS + channel] = colours.sample(i);
            }
        }
    }

    private LinkedColours equations(int channel) {
        LinkedColours colours = new LinkedColours(pixels.length);
        for (int i = 0; i < pixels.length; i++) {
            colours.start(i, sample(pixels[i], channel), SCREEN);
            int x = pixels[i] % level.width();
            int y = pixels[i] / level.width();
            for (int[] side : SIDES) {
                link(colours, i, x, y, side[0], side[1], channel);
            }
        }
        return colours;
    }

    private void link(LinkedColours colours, int number, int x, int y, int dx, int dy, int channel) {
        if (x + dx < 0 || y + dy < 0 || x + dx >= level.width() || y + dy >= level.height()) {
            return;
        }
        int neighbour = (y + dy) * level.width() + x + dx;
        int colour = sample(neighbour, channel);
        float step = step(x, y, dx, dy, channel);
        float jump = (colour - sample(pixels[number], channel) - step) / OUTLIER;
        float weight = 1 / (1 + jump * jump);
        if (numbers[neighbour] < 0) {
            colours.pin(number, colour - step, weight);
        } else {
            colours.link(number, numbers[neighbour], step, weight);
        }
    }

    /** How much the neighbour is brighter, in the mean of the patches that lie over both pixels. */
    private float step(int x, int y, int dx, int dy, int channel) {
        int left = Math.max(radius, Math.max(x, x + dx) - radius);
        int right = Math.min(level.width() - 1 - radius, Math.min(x, x + dx) + radius);
        int top = Math.max(radius, Math.max(y, y + dy) - radius);
        int bottom = Math.min(level.height() - 1 - radius, Math.min(y, y + dy) + radius);
        int across = dy * level.width() + dx;
        float sum = 0;
        float total = 0;
        for (int centreY = top; centreY <= bottom; centreY++) {
            for (int centreX = left; centreX <= right; centreX++) {
                int target = field.at(centreX, centreY);
                float weight = trust[target];
                int from = (field.sourceY[target] + y - centreY) * level.width() + field.sourceX[target] + x - centreX;
                sum += weight * (sample(from + across, channel) - sample(from, channel));
                total += weight;
            }
        }
        return total == 0 ? 0 : sum / total;
    }

    private int sample(int pixel, int channel) {
        return level.canvas.sample(pixel * Canvas.CHANNELS + channel);
    }
}
