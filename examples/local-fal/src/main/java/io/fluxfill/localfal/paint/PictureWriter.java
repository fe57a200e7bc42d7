package io.fluxfill.localfal.paint;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures with the writers of the JDK. */
final class PictureWriter {
    private static final float JPEG_QUALITY = 0.95f;

    private PictureWriter() {}

    static byte[] write(Picture picture, Format format) {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, picture.width(), picture.height(), picture.copyOfPixels(), 0, picture.width());
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format.word()).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // Made by hand, because ImageIO's own streams may go through a file.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters(writer, format));
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static ImageWriteParam parameters(ImageWriter writer, Format format) {
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        if (format == Format.JPEG) {
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(JPEG_QUALITY);
        }
        return parameters;
    }
}
