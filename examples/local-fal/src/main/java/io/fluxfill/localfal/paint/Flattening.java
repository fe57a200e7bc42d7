package io.fluxfill.localfal.paint;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;

/** Brings any colour model down to opaque 8-bit RGB. */
final class Flattening {
    private static final int FULL = 0xff;
    private static final int BYTE = 8;

    private Flattening() {}

    static int[] onWhite(BufferedImage image) {
        if (isGrey(image.getColorModel())) {
            return grey(image);
        }
        int width = image.getWidth();
        int[] pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
        for (int i = 0; i < pixels.length; i++) {
            int alpha = pixels[i] >>> 24;
            int red = blend(pixels[i] >> 16 & FULL, alpha);
            int green = blend(pixels[i] >> 8 & FULL, alpha);
            int blue = blend(pixels[i] & FULL, alpha);
            pixels[i] = red << 16 | green << 8 | blue;
        }
        return pixels;
    }

    /** The JDK's conversion takes such grey for linear light and would brighten it. */
    private static boolean isGrey(ColorModel model) {
        return model instanceof ComponentColorModel
                && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && model.getComponentSize(0) >= BYTE;
    }

    private static int[] grey(BufferedImage image) {
        Raster raster = image.getRaster();
        int width = image.getWidth();
        int shift = image.getColorModel().getComponentSize(0) - BYTE;
        boolean hasAlpha = image.getColorModel().hasAlpha();
        int[] pixels = new int[width * image.getHeight()];
        int[] samples = new int[width];
        int[] alphas = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, samples);
            if (hasAlpha) {
                raster.getSamples(0, y, width, 1, 1, alphas);
            }
            for (int x = 0; x < width; x++) {
                int alpha = hasAlpha ? alphas[x] >> shift : FULL;
                pixels[y * width + x] = blend(samples[x] >> shift, alpha) * 0x010101;
            }
        }
        return pixels;
    }

    private static int blend(int sample, int alpha) {
        return (sample * alpha + FULL * (FULL - alpha) + FULL / 2) / FULL;
    }
}
