package io.fluxfill.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;

/** Reads an image by rows, 8 bits for each of alpha, red, green and blue, and the samples as they are stored. */
final class ArgbRows {
    private final BufferedImage image;
    private final int width;
    private final int bands;
    private final int colours;
    private final boolean byBands;
    private final byte[] bytes;
    private final short[] shorts;
    private final int most;

    ArgbRows(BufferedImage image) {
        this.image = image;
        ColorModel model = image.getColorModel();
        width = image.getWidth();
        bands = image.getRaster().getNumBands();
        colours = model.getNumColorComponents();
        // getRGB takes grey for linear light and makes it brighter, and converts what has a profile.
        byBands = model instanceof ComponentColorModel && !model.isAlphaPremultiplied() && isPlain(model);
        boolean wide = model.getTransferType() == DataBuffer.TYPE_USHORT;
        bytes = new byte[byBands && !wide ? width * bands : 0];
        shorts = new short[byBands && wide ? width * bands : 0];
        most = byBands ? (1 << model.getComponentSize(0)) - 1 : 255;
    }

    private static boolean isPlain(ColorModel model) {
        int space = model.getColorSpace().getType();
        int type = model.getTransferType();
        return (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)
                && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT);
    }

    /** Whether the samples come as they are, so that a profile of the file still tells what they mean. */
    boolean stored() {
        return byBands || image.getColorModel() instanceof IndexColorModel;
    }

    /** Whether there is but one channel, besides alpha. */
    boolean grey() {
        return colours == 1;
    }

    int width() {
        return width;
    }

    int height() {
        return image.getHeight();
    }

    /** Puts a row into the array. */
    void read(int y, int[] argb) {
        if (!byBands) {
            image.getRGB(0, y, width, 1, argb, 0, width);
        } else if (bytes.length > 0) {
            image.getRaster().getDataElements(0, y, width, 1, bytes);
            for (int x = 0, at = 0; x < width; x++, at += bands) {
                int red = reduce(bytes[at] & 255);
                int green = colours == 1 ? red : reduce(bytes[at + 1] & 255);
                int blue = colours == 1 ? red : reduce(bytes[at + 2] & 255);
                int alpha = bands > colours ? reduce(bytes[at + colours] & 255) : 255;
                argb[x] = alpha << 24 | red << 16 | green << 8 | blue;
            }
        } else {
            image.getRaster().getDataElements(0, y, width, 1, shorts);
            for (int x = 0, at = 0; x < width; x++, at += bands) {
                int red = reduce(shorts[at] & 0xFFFF);
                int green = colours == 1 ? red : reduce(shorts[at + 1] & 0xFFFF);
                int blue = colours == 1 ? red : reduce(shorts[at + 2] & 0xFFFF);
                int alpha = bands > colours ? reduce(shorts[at + colours] & 0xFFFF) : 255;
                argb[x] = alpha << 24 | red << 16 | green << 8 | blue;
            }
        }
    }

    /** To 8 bits, rounded. */
    private int reduce(int sample) {
        return most == 255 ? sample : (sample * 255 + most / 2) / most;
    }
}
