package io.fluxfill.localfal.paint;

/** Fills the two busyness channels of a canvas: absolute brightness steps, averaged over a small square of known pixels. */
final class Busyness {
    private static final int RADIUS = 3;
    private static final int GAIN = 4;

    private Busyness() {}

    static void measure(Canvas canvas, Mask hole) {
        int width = canvas.width;
        int height = canvas.height;
        for (int direction = 0; direction < 2; direction++) {
            int[] sums = new int[(width + 1) * (height + 1)];
            int[] counts = new int[(width + 1) * (height + 1)];
            integrate(canvas, hole, direction, sums, counts);
            for (int y = 0; y < height; y++) {
                int top = Math.max(0, y - RADIUS) * (width + 1);
                int bottom = Math.min(height, y + RADIUS + 1) * (width + 1);
                for (int x = 0; x < width; x++) {
                    int left = Math.max(0, x - RADIUS);
                    int right = Math.min(width, x + RADIUS + 1);
                    int count = box(counts, top, bottom, left, right);
                    int mean = count == 0 ? 0 : GAIN * box(sums, top, bottom, left, right) / count;
                    canvas.samples[canvas.at(x, y) + Canvas.COLOURS + direction] = (byte) Math.min(255, mean);
                }
            }
        }
    }

    private static int box(int[] table, int top, int bottom, int left, int right) {
        return table[bottom + right] - table[top + right] - table[bottom + left] + table[top + left];
    }

    private static void integrate(Canvas canvas, Mask hole, int direction, int[] sums, int[] counts) {
        int width = canvas.width;
        int dx = 1 - direction;
        for (int y = 0; y < canvas.height; y++) {
            int rowSum = 0;
            int rowCount = 0;
            for (int x = 0; x < width; x++) {
                boolean known = x + dx < width
                        && y + direction < canvas.height
                        && !hole.isHole(x, y)
                        && !hole.isHole(x + dx, y + direction);
                if (known) {
                    rowSum += Math.abs(brightness(canvas, x + dx, y + direction) - brightness(canvas, x, y));
                    rowCount++;
                }
                int at = (y + 1) * (width + 1) + x + 1;
                sums[at] = sums[at - width - 1] + rowSum;
                counts[at] = counts[at - width - 1] + rowCount;
            }
        }
    }

    private static int brightness(Canvas canvas, int x, int y) {
        int at = canvas.at(x, y);
        return (canvas.sample(at) + 2 * canvas.sample(at + 1) + canvas.sample(at + 2)) / 4;
    }
}
