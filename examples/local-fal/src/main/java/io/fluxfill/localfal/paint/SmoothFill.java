package io.fluxfill.localfal.paint;

/** Fills a hole with soft transitions between the colours around it. */
final class SmoothFill {
    private SmoothFill() {}

    /** Pixels that have no known neighbour take the colour of their place in the same picture at half the size. */
    static void fill(Canvas canvas, Mask hole) {
        if (hole.count() == 0 || hole.isFull()) {
            return;
        }
        Mask coarseHole = anyKnown(hole);
        Canvas coarse = canvas.half(hole);
        fill(coarse, coarseHole);
        for (int y = 0; y < canvas.height; y++) {
            for (int x = 0; x < canvas.width; x++) {
                if (hole.isHole(x, y)) {
                    blend(canvas, coarse, x, y);
                }
            }
        }
    }

    private static Mask anyKnown(Mask hole) {
        int width = (hole.width + 1) / 2;
        int height = (hole.height + 1) / 2;
        boolean[] coarse = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int right = Math.min(hole.width - 1, 2 * x + 1);
                int bottom = Math.min(hole.height - 1, 2 * y + 1);
                coarse[y * width + x] = hole.isHole(2 * x, 2 * y)
                        && hole.isHole(right, 2 * y)
                        && hole.isHole(2 * x, bottom)
                        && hole.isHole(right, bottom);
            }
        }
        return new Mask(width, height, coarse);
    }

    private static void blend(Canvas canvas, Canvas coarse, int x, int y) {
        int nearX = x / 2;
        int nearY = y / 2;
        int farX = Math.max(0, Math.min(coarse.width - 1, x % 2 == 0 ? nearX - 1 : nearX + 1));
        int farY = Math.max(0, Math.min(coarse.height - 1, y % 2 == 0 ? nearY - 1 : nearY + 1));
        for (int channel = 0; channel < Canvas.CHANNELS; channel++) {
            int value = 9 * coarse.sample(coarse.at(nearX, nearY) + channel)
                    + 3 * coarse.sample(coarse.at(farX, nearY) + channel)
                    + 3 * coarse.sample(coarse.at(nearX, farY) + channel)
                    + coarse.sample(coarse.at(farX, farY) + channel);
            canvas.samples[canvas.at(x, y) + channel] = (byte) ((value + 8) / 16);
        }
    }
}
