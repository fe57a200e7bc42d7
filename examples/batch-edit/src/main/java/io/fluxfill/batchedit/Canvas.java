package io.fluxfill.batchedit;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.function.Consumer;

/** A sheet to draw on, with the textures that scenes share. All randomness comes from the place, so it repeats. */
final class Canvas {
    static final int WIDTH = 640;
    static final int HEIGHT = 480;

    private final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);

    interface Shader {
        /** The colour at a place, {@code 0xRRGGBB}. */
        int at(int x, int y);
    }

    Canvas shade(int top, int bottom, Shader shader) {
        for (int y = top; y < bottom; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, shader.at(x, y));
            }
        }
        return this;
    }

    Canvas draw(Consumer<Graphics2D> drawing) {
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        drawing.accept(graphics);
        graphics.dispose();
        return this;
    }

    BufferedImage image() {
        return image;
    }

    /** A random number from 0 to 1 that belongs to a place of a grid. */
    static double hash(int x, int y, int salt) {
        long h = x * 0x9E3779B97F4A7C15L + y * 0xC2B2AE3D27D4EB4FL + salt * 0x165667B19E3779F9L;
        h = (h ^ h >>> 29) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 32) * 0x94D049BB133111EBL;
        return (double) ((h ^ h >>> 29) >>> 11) / (1L << 53);
    }

    /** Smooth noise from 0 to 1 whose blobs are as large as the cell. */
    static double noise(double x, double y, double cell, int salt) {
        double gx = x / cell;
        double gy = y / cell;
        int left = (int) Math.floor(gx);
        int top = (int) Math.floor(gy);
        double fx = smooth(gx - left);
        double fy = smooth(gy - top);
        double upper = hash(left, top, salt) * (1 - fx) + hash(left + 1, top, salt) * fx;
        double lower = hash(left, top + 1, salt) * (1 - fx) + hash(left + 1, top + 1, salt) * fx;
        return upper * (1 - fy) + lower * fy;
    }

    /** Noise of four sizes, each half as large and half as strong. */
    static double cloud(double x, double y, double cell, int salt) {
        double sum = 0;
        double weight = 0.5;
        for (int octave = 0; octave < 4; octave++) {
            sum += weight * noise(x, y, cell / (1 << octave), salt + octave);
            weight /= 2;
        }
        return sum / 0.9375;
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    /** Between two colours. */
    static int mix(int from, int to, double share) {
        double t = Math.max(0, Math.min(1, share));
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int a = from >> shift & 255;
            int b = to >> shift & 255;
            mixed |= (int) Math.round(a + t * (b - a)) << shift;
        }
        return mixed;
    }

    /** Lighter or darker by so many steps. */
    static int lift(int rgb, double by) {
        int lifted = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            lifted |= (int) Math.max(0, Math.min(255, Math.round((rgb >> shift & 255) + by))) << shift;
        }
        return lifted;
    }
}
