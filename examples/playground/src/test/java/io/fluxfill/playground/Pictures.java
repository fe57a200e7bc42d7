package io.fluxfill.playground;

import io.fluxfill.image.Mask;
import io.fluxfill.image.Picture;
import io.fluxfill.image.Region;

/** A small scene with something red in it. */
final class Pictures {
    static final int WIDTH = 96;
    static final int HEIGHT = 64;
    static final Region HOLE = new Region(40, 24, 20, 18);

    private Pictures() {}

    static Picture picture() {
        byte[] samples = new byte[3 * WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int at = 3 * (y * WIDTH + x);
                boolean red = HOLE.contains(x, y);
                samples[at] = (byte) (red ? 220 : 60 + x % 16);
                samples[at + 1] = (byte) (red ? 20 : 120 + y % 16);
                samples[at + 2] = (byte) (red ? 20 : 40);
            }
        }
        return Picture.ofSamples(WIDTH, HEIGHT, samples);
    }

    static byte[] scene() {
        return picture().toPng();
    }

    static byte[] mask() {
        return Mask.rectangle(WIDTH, HEIGHT, HOLE.grow(2)).toPng();
    }

    static byte[] maskOf(int width, int height) {
        return Mask.rectangle(width, height, new Region(1, 1, 5, 5)).toPng();
    }
}
