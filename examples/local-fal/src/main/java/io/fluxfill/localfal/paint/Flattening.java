package io.fluxfill.localfal.paint;

import java.awt.image.BufferedImage;

/** Brings any colour model down to opaque 8-bit RGB. */
final class Flattening {
    private static final int WHITE = 0xff;

    private Flattening() {}

    static int[] onWhite(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        if (isPlainGrey(image)) {
            return grey(image);
        }
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = onWhite(pixels[i]);
        }
        return pixels;
    }

    /** The general conversion takes grey for linear light and brightens it. */
    private static boolean isPlainGrey(BufferedImage image) {
        int type = image.getType();
        return type == BufferedImage.TYPE_BYTE_GRAY || type == BufferedImage.TYPE_USHORT_GRAY;
    }

    private static int[] grey(BufferedImage image) {
        int width = image.getWidth();
        int shift = image.getType() == BufferedImage.TYPE_USHORT_GRAY ? 8 : 0;
        int[] pixels = new int[width * image.getHeight()];
        int[] row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRaster().getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = (row[x] >> shift) * 0x010101;
            }
        }
        return pixels;
    }

    private static int onWhite(int argb) {
        int alpha = argb >>> 24;
        if (alpha == WHITE) {
            return argb & 0xffffff;
        }
        return blend(argb >> 16, alpha) << 16 | blend(argb >> 8, alpha) << 8 | blend(argb, alpha);
    }

    private static int blend(int sample, int alpha) {
        return ((sample & WHITE) * alpha + WHITE * (WHITE - alpha) + WHITE / 2) / WHITE;
    }
}
