package io.fluxfill.image;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes masks with whatever readers ImageIO has, a strip at a time, until black and white were both seen. It needs the
 * module {@code java.desktop}: touch it only behind {@link Desktop#PRESENT}.
 */
final class MaskReader {
    /** How much room a strip may take, decoded; readers may take it twice. */
    private static final long STRIP_BYTES = 16 << 20;
    /** Readers that do not go by rows hold the whole picture, in several bytes per pixel. */
    private static final long WHOLE_PIXELS = 16_000_000;

    /** What is larger has something else in it than a mask. */
    private static final long MOST_BYTES = 256 << 20;

    private MaskReader() {}

    /** The tone, or null if the mask cannot be decoded here within bounds. */
    static @Nullable MaskTone tone(
            LocalPicture mask, ImageFormat format, @Nullable ImageHeader header, long maxPixels, long mostReads)
            throws IOException {
        if (mask.size() > MOST_BYTES) {
            return null;
        }
        try (ImageInputStream in = new DecoderInput(open(mask), mostReads)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return null;
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, false, true);
                return fits(reader, format, header, maxPixels) ? tone(reader) : null;
            } finally {
                reader.dispose();
            }
        }
    }

    /** Neither by ImageIO's own choice, which depends on a global setting and may write temporary files. */
    static ImageInputStream open(LocalPicture mask) throws IOException {
        Path file = mask.file();
        return file != null && file.getFileSystem().equals(FileSystems.getDefault())
                ? new FileImageInputStream(file.toFile())
                : new MemoryCacheImageInputStream(mask.open());
    }

    private static boolean fits(ImageReader reader, ImageFormat format, @Nullable ImageHeader header, long maxPixels)
            throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        boolean byRows = format == ImageFormat.PNG || format == ImageFormat.GIF;
        return (long) width * height <= (byRows ? maxPixels : Math.min(maxPixels, WHOLE_PIXELS))
                // The first frame of a GIF may be a part of it.
                && (header == null || (header.width() == width && header.height() == height))
                && rowBytes(reader) <= STRIP_BYTES;
    }

    static long rowBytes(ImageReader reader) throws IOException {
        SampleModel samples = reader.getImageTypes(0).next().getSampleModel();
        int pixel = samples.getNumBands() * DataBuffer.getDataTypeSize(samples.getDataType()) / 8;
        return (long) reader.getWidth(0) * pixel;
    }

    private static MaskTone tone(ImageReader reader) throws IOException {
        MaskTone tone = new MaskTone();
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        int rows = (int) Math.min(height, STRIP_BYTES / rowBytes(reader));
        int[] row = new int[width];
        for (int top = 0; top < height && !tone.mixed(); top += rows) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("the caller left");
            }
            ImageReadParam strip = reader.getDefaultReadParam();
            strip.setSourceRegion(new Rectangle(0, top, width, Math.min(rows, height - top)));
            BufferedImage decoded = reader.read(0, strip);
            for (int y = 0; y < decoded.getHeight() && !tone.mixed(); y++) {
                readRow(decoded, y, row);
                tone.add(row);
            }
        }
        return tone;
    }

    private static void readRow(BufferedImage image, int y, int[] row) {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel || model.getNumColorComponents() != 1) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            return;
        }
        // As stored: getRGB takes grey for linear light, and makes it brighter.
        image.getRaster().getSamples(0, y, row.length, 1, 0, row);
        int[] alpha = model.hasAlpha() ? image.getRaster().getSamples(0, y, row.length, 1, 1, (int[]) null) : null;
        long most = (1L << model.getComponentSize(0)) - 1;
        for (int x = 0; x < row.length; x++) {
            int grey = (int) (row[x] * 255L / most);
            int opaque = alpha == null ? 255 : (int) (alpha[x] * 255L / most);
            row[x] = opaque << 24 | grey << 16 | grey << 8 | grey;
        }
    }
}
