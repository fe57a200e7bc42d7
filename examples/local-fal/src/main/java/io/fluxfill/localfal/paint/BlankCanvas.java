package io.fluxfill.localfal.paint;

import java.util.SplittableRandom;

/** Paints from nothing: a soft gradient between four seeded colours, with a little grain. */
final class BlankCanvas {
    private static final double GRAIN = 6;

    private BlankCanvas() {}

    static Picture paint(int width, int height, SplittableRandom random) {
        double[][] corners = new double[3][4];
        for (double[] corner : corners) {
            for (int i = 0; i < corner.length; i++) {
                corner[i] = 48 + 160 * random.nextDouble();
            }
        }
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            double down = (y + 0.5) / height;
            for (int x = 0; x < width; x++) {
                double across = (x + 0.5) / width;
                double grain = GRAIN * (random.nextDouble() - 0.5);
                int rgb = 0;
                for (double[] corner : corners) {
                    double top = corner[0] + across * (corner[1] - corner[0]);
                    double bottom = corner[2] + across * (corner[3] - corner[2]);
                    rgb = rgb << 8 | (int) (top + down * (bottom - top) + grain);
                }
                pixels[y * width + x] = rgb;
            }
        }
        return new Picture(width, height, pixels);
    }
}
