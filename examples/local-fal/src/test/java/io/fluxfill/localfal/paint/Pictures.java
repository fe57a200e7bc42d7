package io.fluxfill.localfal.paint;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import org.jspecify.annotations.NullMarked;

/** Pictures made up for tests. */
@NullMarked
final class Pictures {
    static final int WHITE = 0xffffff;

    private Pictures() {}

    /** A picture whose pixel at x, y is what the function says. */
    static Picture picture(int width, int height, IntBinaryOperator rgb) {
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = rgb.applyAsInt(i % width, i / width);
        }
        return new Picture(width, height, pixels);
    }

    static Picture plain(int width, int height, int rgb) {
        return picture(width, height, (x, y) -> rgb);
    }

    /** A mask that is white in the given rectangle. */
    static Picture mask(int width, int height, int left, int top, int right, int bottom) {
        return picture(width, height, (x, y) -> x >= left && x < right && y >= top && y < bottom ? WHITE : 0);
    }

    /** Brick courses, every other one shifted by half a brick, each brick in a shade that repeats. */
    static Picture bricks(int width, int height) {
        return picture(width, height, (x, y) -> {
            int course = y / 8;
            int along = x + course % 2 * 8;
            if (y % 8 == 0 || along % 16 == 0) {
                return 0xd0c8c0;
            }
            int shade = 20 * (along / 16 % 2);
            return (150 + shade) << 16 | (60 + shade) << 8 | 50;
        });
    }

    static Picture stripes(int width, int height) {
        return picture(width, height, (x, y) -> (x + y) % 12 < 6 ? 0x204080 : 0xe0c040);
    }

    static byte[] file(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("No writer for " + format);
        }
        return out.toByteArray();
    }

    static byte[] inserted(byte[] file, int at, byte[] part) {
        byte[] result = Arrays.copyOf(file, file.length + part.length);
        System.arraycopy(part, 0, result, at, part.length);
        System.arraycopy(file, at, result, at + part.length, file.length - at);
        return result;
    }

    /** The mean squared error over what the mask repaints, as a peak signal-to-noise ratio in decibels. */
    static double psnr(Picture truth, Picture result, Mask mask) {
        double sum = 0;
        for (int i = 0; i < truth.width() * truth.height(); i++) {
            if (mask.isHole(i)) {
                for (int shift = 0; shift < 24; shift += 8) {
                    int difference = (truth.rgb(i) >> shift & 0xff) - (result.rgb(i) >> shift & 0xff);
                    sum += difference * difference;
                }
            }
        }
        return 10 * Math.log10(255 * 255 / Math.max(1e-9, sum / (3.0 * mask.count())));
    }
}
