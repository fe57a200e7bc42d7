package io.fluxfill.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
        return bytes(out -> png(picture, out));
    }

    /** Row by row: nothing as large as the picture is made on the way. */
    static void png(Picture picture, OutputStream out) throws IOException {
        write("png", view(picture), null, IccEmbedding.intoPng(out, picture.sharedProfile()));
    }

    static byte[] png(Mask mask) {
        return bytes(out -> write("png", image(mask), null, out));
    }

    static byte[] jpeg(Picture picture, double quality) {
        if (!(quality >= 0 && quality <= 1)) {
            throw new IllegalArgumentException("quality is 0 to 1, not " + quality + ".");
        }
        byte[] jpeg = bytes(out -> write("jpeg", image(picture), (float) quality, out));
        return IccEmbedding.intoJpeg(jpeg, picture.sharedProfile());
    }

    /** On the picture's own samples: only to be read. */
    private static BufferedImage view(Picture picture) {
        byte[] samples = picture.shared();
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(samples, samples.length),
                picture.width(),
                picture.height(),
                3 * picture.width(),
                3,
                new int[] {0, 1, 2},
                null);
        ColorModel colours = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
        return new BufferedImage(colours, raster, false, null);
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

    private static byte[] bytes(Disk.Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(String format, BufferedImage image, @Nullable Float quality, OutputStream to)
            throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(to)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (quality != null) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(quality);
            }
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
    }
}
