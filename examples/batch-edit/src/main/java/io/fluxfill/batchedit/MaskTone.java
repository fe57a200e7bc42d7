package io.fluxfill.batchedit;

import java.awt.image.BufferedImage;

/** Whether a mask says anything. What is transparent counts as neither: readers differ on it. */
enum MaskTone {
    MIXED,
    ALL_BLACK,
    ALL_WHITE;

    static MaskTone of(BufferedImage mask) {
        boolean black = false;
        boolean white = false;
        int[] row = new int[mask.getWidth()];
        for (int y = 0; y < mask.getHeight(); y++) {
            mask.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int argb : row) {
                boolean opaque = argb >>> 24 == 255;
                boolean light = luminance(argb) >= 128;
                black |= !opaque || !light;
                white |= !opaque || light;
            }
            if (black && white) {
                return MIXED;
            }
        }
        return white ? ALL_WHITE : ALL_BLACK;
    }

    private static int luminance(int rgb) {
        return (299 * (rgb >> 16 & 255) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000;
    }
}
