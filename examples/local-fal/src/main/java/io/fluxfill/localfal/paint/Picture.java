package io.fluxfill.localfal.paint;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import javax.imageio.ImageIO;

/** A decoded picture. */
public final class Picture {
    private final BufferedImage pixels;

    private Picture(BufferedImage pixels) {
        this.pixels = pixels;
    }

    /** Width in pixels. */
    public int width() {
        return pixels.getWidth();
    }

    /** Height in pixels. */
    public int height() {
        return pixels.getHeight();
    }

    /** Reads a picture file. */
    public static Picture decode(byte[] file) throws PictureException {
        try {
            BufferedImage read = ImageIO.read(new ByteArrayInputStream(file));
            if (read == null) {
                throw new PictureException("Unsupported image format.", "unsupported_image_format", Map.of());
            }
            BufferedImage rgb = new BufferedImage(read.getWidth(), read.getHeight(), BufferedImage.TYPE_INT_RGB);
            rgb.getGraphics().drawImage(read, 0, 0, null);
            return new Picture(rgb);
        } catch (IOException e) {
            throw new PictureException("The image could not be loaded.", "image_load_error", Map.of());
        }
    }

    /** Writes a picture file. */
    public byte[] encode(Format format) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(pixels, format.word(), out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A black picture of the same size. */
    public Picture black() {
        return new Picture(new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB));
    }

    Picture filled(Picture mask) {
        long red = 0;
        long green = 0;
        long blue = 0;
        int count = width() * height();
        for (int i = 0; i < count; i++) {
            int rgb = pixels.getRGB(i % width(), i / width());
            red += rgb >> 16 & 255;
            green += rgb >> 8 & 255;
            blue += rgb & 255;
        }
        int mean = (int) (red / count) << 16 | (int) (green / count) << 8 | (int) (blue / count);
        BufferedImage out = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < count; i++) {
            int x = i % width();
            int y = i / width();
            out.setRGB(x, y, (mask.pixels.getRGB(x, y) & 255) > 127 ? mean : pixels.getRGB(x, y));
        }
        return new Picture(out);
    }
}
