package io.fluxfill.benchmarks.micro;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.awt.image.RescaleOp;
import java.awt.image.WritableRaster;
import java.util.Arrays;

/**
 * Masks and composites as they are written with what Java has and nothing else: its image operations where there is one,
 * loops over pixels where there is none.
 */
final class PlainPictures {
    private PlainPictures() {}

    static BufferedImage invert(BufferedImage mask) {
        return new RescaleOp(-1, 255, null).filter(mask, null);
    }

    static BufferedImage union(BufferedImage one, BufferedImage other) {
        BufferedImage result = like(one);
        WritableRaster into = result.getRaster();
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                int first = one.getRaster().getSample(x, y, 0);
                int second = other.getRaster().getSample(x, y, 0);
                into.setSample(x, y, 0, Math.max(first, second));
            }
        }
        return result;
    }

    static BufferedImage grow(BufferedImage mask, int radius) {
        BufferedImage result = like(mask);
        int width = mask.getWidth();
        int height = mask.getHeight();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int most = 0;
                for (int v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius) && most < 255; v++) {
                    for (int u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
                        if ((u - x) * (u - x) + (v - y) * (v - y) <= radius * radius) {
                            most = Math.max(most, mask.getRaster().getSample(u, v, 0));
                        }
                    }
                }
                result.getRaster().setSample(x, y, 0, most);
            }
        }
        return result;
    }

    static BufferedImage feather(BufferedImage mask, int radius) {
        int side = 2 * radius + 1;
        float[] weights = new float[side * side];
        Arrays.fill(weights, 1f / weights.length);
        return new ConvolveOp(new Kernel(side, side, weights), ConvolveOp.EDGE_NO_OP, null).filter(mask, null);
    }

    static double coverage(BufferedImage mask) {
        long sum = 0;
        for (int y = 0; y < mask.getHeight(); y++) {
            for (int x = 0; x < mask.getWidth(); x++) {
                sum += mask.getRaster().getSample(x, y, 0);
            }
        }
        return sum / 2.55 / mask.getWidth() / mask.getHeight();
    }

    static BufferedImage composite(BufferedImage original, BufferedImage model, BufferedImage mask) {
        int width = original.getWidth();
        int height = original.getHeight();
        BufferedImage sheer = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int alpha = mask.getRaster().getSample(x, y, 0);
                sheer.setRGB(x, y, (alpha << 24) | (model.getRGB(x, y) & 0xFFFFFF));
            }
        }
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = result.createGraphics();
        graphics.drawImage(original, 0, 0, null);
        graphics.drawImage(sheer, 0, 0, null);
        graphics.dispose();
        return result;
    }

    static double outsideChange(BufferedImage original, BufferedImage model, BufferedImage mask) {
        long sum = 0;
        long count = 0;
        for (int y = 0; y < original.getHeight(); y++) {
            for (int x = 0; x < original.getWidth(); x++) {
                if (mask.getRaster().getSample(x, y, 0) == 0) {
                    int one = original.getRGB(x, y);
                    int other = model.getRGB(x, y);
                    for (int shift = 0; shift < 24; shift += 8) {
                        sum += Math.abs(((one >> shift) & 255) - ((other >> shift) & 255));
                    }
                    count += 3;
                }
            }
        }
        return count == 0 ? 0 : (double) sum / count;
    }

    private static BufferedImage like(BufferedImage image) {
        return new BufferedImage(image.getWidth(), image.getHeight(), image.getType());
    }
}
