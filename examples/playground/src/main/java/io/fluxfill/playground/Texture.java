package io.fluxfill.playground;

/** Noise and colours to draw with. All randomness comes from the place, so it repeats. */
final class Texture {
    private Texture() {}

    /** A random number from 0 to 1 that belongs to a place of a grid. */
    static double hash(int x, int y, int salt) {
        long h = x * 0x9E3779B97F4A7C15L ^ Long.rotateLeft(y * 0xC2B2AE3D27D4EB4FL, 17) ^ salt * 0x165667B19E3779F9L;
        h = (h ^ h >>> 32) * 0xD6E8FEB86659FD93L;
        h = (h ^ h >>> 32) * 0xD6E8FEB86659FD93L;
        return (double) ((h ^ h >>> 32) >>> 11) / (1L << 53);
    }

    /** Smooth noise from 0 to 1 whose blobs are as large as the cell. */
    static double noise(double x, double y, double cell, int salt) {
        int left = (int) Math.floor(x / cell);
        int top = (int) Math.floor(y / cell);
        double fx = smooth(x / cell - left);
        double fy = smooth(y / cell - top);
        double upper = hash(left, top, salt) * (1 - fx) + hash(left + 1, top, salt) * fx;
        double lower = hash(left, top + 1, salt) * (1 - fx) + hash(left + 1, top + 1, salt) * fx;
        return upper * (1 - fy) + lower * fy;
    }

    /** Noise of four sizes, each half as large and half as strong. */
    static double cloud(double x, double y, double cell, int salt) {
        double sum = 0;
        for (int octave = 0; octave < 4; octave++) {
            sum += noise(x, y, cell / (1 << octave), salt + octave) / (2 << octave);
        }
        return sum / 0.9375;
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    /** Between two colours. */
    static int mix(int from, int to, double share) {
        double t = Math.max(0, Math.min(1, share));
        return channel(from, to, 16, t) | channel(from, to, 8, t) | channel(from, to, 0, t);
    }

    private static int channel(int from, int to, int shift, double t) {
        int a = from >> shift & 255;
        return (int) Math.round(a + t * ((to >> shift & 255) - a)) << shift;
    }

    /** Lighter or darker by so many steps. */
    static int lift(int rgb, double by) {
        return lifted(rgb, 16, by) | lifted(rgb, 8, by) | lifted(rgb, 0, by);
    }

    private static int lifted(int rgb, int shift, double by) {
        return (int) Math.max(0, Math.min(255, Math.round((rgb >> shift & 255) + by))) << shift;
    }
}
