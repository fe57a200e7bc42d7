package io.fluxfill.localfal.paint;

/**
 * How unlike a target patch and a source patch are: the weighted sum of squared differences. Known pixels of the target weigh
 * more than painted ones; else the paint would rather agree with itself than with what surrounds it.
 */
final class PatchDistance {
    static final int KNOWN = 8;
    static final int PAINTED = 1;

    /** What a pixel from the picture's other end is worse by, in squared brightness steps. */
    private static final float OTHER_END = 2000;

    private PatchDistance() {}

    /** Stops counting once it is certain that the distance is not below the limit. */
    static int between(Level level, int targetX, int targetY, int sourceX, int sourceY, int limit) {
        byte[] samples = level.canvas.samples;
        byte[] weights = level.weights;
        int radius = level.sources.radius;
        int width = level.width();
        int target = (targetY - radius) * width + targetX - radius;
        int source = (sourceY - radius) * width + sourceX - radius;
        int side = 2 * radius + 1;
        int sum = strangeness(level, targetY - sourceY);
        for (int row = 0; row < side && sum < limit; row++) {
            int a = target * Canvas.CHANNELS;
            int b = source * Canvas.CHANNELS;
            for (int column = 0; column < side; column++) {
                int difference = square(samples, a, b)
                        + square(samples, a + 1, b + 1)
                        + square(samples, a + 2, b + 2)
                        + square(samples, a + 3, b + 3)
                        + square(samples, a + 4, b + 4);
                sum += weights[target + column] * difference;
                a += Canvas.CHANNELS;
                b += Canvas.CHANNELS;
            }
            target += width;
            source += width;
        }
        return sum;
    }

    /** Pictures are layered, sky above and ground below, so what comes from another height has to fit better. */
    static int strangeness(Level level, int rise) {
        float part = (float) rise / level.height();
        int side = 2 * level.sources.radius + 1;
        return (int) (OTHER_END * part * part * side * side);
    }

    private static int square(byte[] samples, int a, int b) {
        int difference = (samples[a] & 0xff) - (samples[b] & 0xff);
        return difference * difference;
    }
}
