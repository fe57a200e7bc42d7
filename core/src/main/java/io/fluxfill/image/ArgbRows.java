package io.fluxfill.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.IndexColorModel;

/** Reads an image by rows, 8 bits for each of alpha, red, green and blue, and the samples as they are stored. */
final class ArgbRows {
    private final BufferedImage image;
    private final boolean stored;
    private final int bands;
    private final int colours;
    private final int width;
    private int[] samples = new int[0];

    ArgbRows(BufferedImage image) {
        this.image = image;
        ColorModel model = image.getColorModel();
        width = image.getWidth();
        bands = image.getRaster().getNumBands();
        colours = model.getNumColorComponents();
        // getRGB takes grey for linear light and makes it brighter, and converts what has a profile.
        stored = model instanceof ComponentColorModel
                && !(model instanceof IndexColorModel)
                && !model.isAlphaPremultiplied()
                && (colours == 1 || colours == 3);
    }

    /** Whether the samples are given as they are, and not converted to sRGB. */
    boolean stored() {
        return stored;
    }

    /** Puts a row into the array. */
    void read(int y, int[] argb) {
        if (!stored) {
            image.getRGB(0, y, width, 1, argb, 0, width);
            return;
        }
        samples = image.getRaster().getPixels(0, y, width, 1, samples.length == width * bands ? samples : null);
        ColorModel model = image.getColorModel();
        int most = (1 << model.getComponentSize(0)) - 1;
        for (int x = 0, at = 0; x < width; x++, at += bands) {
            int red = reduce(samples[at], most);
            int green = colours == 1 ? red : reduce(samples[at + 1], most);
            int blue = colours == 1 ? red : reduce(samples[at + 2], most);
            int alpha = bands > colours ? reduce(samples[at + colours], most) : 255;
            argb[x] = alpha << 24 | red << 16 | green << 8 | blue;
        }
    }

    private static int reduce(int sample, int most) {
        return most == 255 ? sample : (int) ((sample * 510L + most) / (2L * most));
    }
}
