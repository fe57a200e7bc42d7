package io.fluxfill.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes pictures and masks, by means of {@code java.desktop}. */
final class Encoder {
    private Encoder() {}

    static byte[] png(Picture picture) {
        return IccEmbedding.intoPng(write("png", image(picture), null), picture.sharedProfile());
    }

    static byte[] png(Mask mask) {
        return write("png", image(mask), null);
    }

    static byte[] jpeg(Picture picture, double quality) {
        if (!(quality >= 0 && quality <= 1)) {
            throw new IllegalArgumentException("quality is 0 to 1, not " + quality + ".");
        }
        return IccEmbedding.intoJpeg(write("jpeg", image(picture), (float) quality), picture.sharedProfile());
    }

    static BufferedImage image(Picture picture) {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_3BYTE_BGR);
        swap(picture.shared(), ((DataBufferByte) image.getRaster().getDataBuffer()).getData());
        return image;
    }

    static BufferedImage image(Mask mask) {
        BufferedImage image = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_BYTE_GRAY);
        byte[] to = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        System.arraycopy(mask.shared(), 0, to, 0, to.length);
        return image;
    }

    /** Of an image of type {@code TYPE_3BYTE_BGR} that has an array of its own. */
    static byte[] samples(BufferedImage image) {
        byte[] from = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        byte[] to = new byte[from.length];
        swap(from, to);
        return to;
    }

    /** From red, green, blue to blue, green, red, or back. */
    private static void swap(byte[] from, byte[] to) {
        for (int at = 0; at < from.length; at += 3) {
            to[at] = from[at + 2];
            to[at + 1] = from[at + 1];
            to[at + 2] = from[at];
        }
    }

    private static byte[] write(String format, BufferedImage image, @Nullable Float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (quality != null) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(quality);
            }
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
