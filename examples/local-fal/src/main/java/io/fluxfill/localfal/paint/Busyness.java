package io.fluxfill.localfal.paint;

/** Fills the two busyness channels of a canvas: absolute brightness steps, averaged over a small square of known pixels. */
final class Busyness {
    private static final int RADIUS = 3;
    private static final int GAIN = 4;

    private final Canvas canvas;
    private final Mask hole;
    private final int dx;
    private final int dy;
    /** Of the rows around the current one, column by column. */
    private final int[] sums;

    private final int[] counts;

    private Busyness(Canvas canvas, Mask hole, int dx, int dy) {
        this.canvas = canvas;
        this.hole = hole;
        this.dx = dx;
        this.dy = dy;
        this.sums = new int[canvas.width];
        this.counts = new int[canvas.width];
    }

    static void measure(Canvas canvas, Mask hole) {
        new Busyness(canvas, hole, 1, 0).measure(Canvas.COLOURS);
        new Busyness(canvas, hole, 0, 1).measure(Canvas.COLOURS + 1);
    }

    private void measure(int channel) {
        for (int y = 0; y < RADIUS; y++) {
            addRow(y, 1);
        }
        for (int y = 0; y < canvas.height; y++) {
            addRow(y + RADIUS, 1);
            averageRow(y, channel);
            addRow(y - RADIUS, -1);
        }
    }

    private void addRow(int y, int sign) {
        if (y < 0 || y + dy >= canvas.height) {
            return;
        }
        for (int x = 0; x + dx < canvas.width; x++) {
            if (!hole.isHole(x, y) && !hole.isHole(x + dx, y + dy)) {
                sums[x] += sign * Math.abs(brightness(x + dx, y + dy) - brightness(x, y));
                counts[x] += sign;
            }
        }
    }

    private void averageRow(int y, int channel) {
        int sum = 0;
        int count = 0;
        for (int x = -RADIUS; x < canvas.width; x++) {
            int entering = x + RADIUS;
            if (entering < canvas.width) {
                sum += sums[entering];
                count += counts[entering];
            }
            if (x >= 0) {
                int mean = count == 0 ? 0 : GAIN * sum / count;
                canvas.samples[canvas.at(x, y) + channel] = (byte) Math.min(255, mean);
            }
            int leaving = x - RADIUS;
            if (leaving >= 0) {
                sum -= sums[leaving];
                count -= counts[leaving];
            }
        }
    }

    private int brightness(int x, int y) {
        int at = canvas.at(x, y);
        return (canvas.sample(at) + 2 * canvas.sample(at + 1) + canvas.sample(at + 2)) / 4;
    }
}
