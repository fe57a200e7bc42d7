package io.fluxfill.localfal.paint;

/** How unlike two patches of one canvas are: the sum of squared differences over all samples. */
final class PatchDistance {
    private PatchDistance() {}

    /** Stops counting once it is certain that the distance is not below the limit. */
    static int between(Canvas canvas, int radius, int ax, int ay, int bx, int by, int limit) {
        byte[] samples = canvas.samples;
        int stride = canvas.width * Canvas.CHANNELS;
        int length = (2 * radius + 1) * Canvas.CHANNELS;
        int a = canvas.at(ax - radius, ay - radius);
        int b = canvas.at(bx - radius, by - radius);
        int sum = 0;
        for (int row = -radius; row <= radius && sum < limit; row++) {
            for (int i = 0; i < length; i++) {
                int difference = (samples[a + i] & 0xff) - (samples[b + i] & 0xff);
                sum += difference * difference;
            }
            a += stride;
            b += stride;
        }
        return sum;
    }
}
