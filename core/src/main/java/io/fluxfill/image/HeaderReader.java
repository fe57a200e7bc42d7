package io.fluxfill.image;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.png.PngHeader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.gif.GifHeaderDirectory;
import com.drew.metadata.gif.GifReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads headers, by means of an optional library: touch it only if {@link HeaderLibrary#PRESENT}.
 *
 * <p>The library's own walks through JPEG and PNG files give nothing at all if the end is missing, and those of the
 * others believe any length: so here the library reads the pieces, and {@link FirstBytes} bounds what it reads.
 */
final class HeaderReader {
    private HeaderReader() {}

    /** The header, or null if it does not end within the budget, or does not tell the size. */
    static @Nullable ImageHeader read(ImageFormat format, FirstBytes bytes)
            throws IOException, UnreadableImageException {
        try {
            return switch (format) {
                case JPEG -> JpegSegments.read(bytes);
                case PNG -> png(bytes);
                case WEBP -> WebpChunks.read(bytes);
                case GIF -> gif(bytes);
                case AVIF -> AvifBoxes.read(bytes);
            };
        } catch (EOFException e) {
            if (bytes.spent()) {
                return null;
            }
            throw new UnreadableImageException("is cut off: it ends before its size is told", e);
        } catch (ImageProcessingException | MetadataException | RuntimeException e) {
            // The library answers nonsense with all kinds of unchecked exceptions.
            throw new UnreadableImageException("is damaged: its header makes no sense", e);
        }
    }

    static ImageHeader header(ImageFormat format, long width, long height, int orientation)
            throws UnreadableImageException {
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw new UnreadableImageException("is damaged: its header tells a size of " + width + "×" + height, null);
        }
        return new ImageHeader(format, (int) width, (int) height, orientation);
    }

    private static ImageHeader png(FirstBytes bytes)
            throws IOException, ImageProcessingException, UnreadableImageException {
        DataInputStream in = new DataInputStream(bytes);
        in.readLong();
        // Length and name of the chunk IHDR, which comes first and has 13 bytes.
        if (in.readLong() != 0x0000000D_49484452L) {
            throw new UnreadableImageException("is damaged: it does not start with its header", null);
        }
        byte[] ihdr = new byte[13];
        in.readFully(ihdr);
        PngHeader header = new PngHeader(ihdr);
        return header(ImageFormat.PNG, header.getImageWidth(), header.getImageHeight(), pngOrientation(in, bytes));
    }

    private static int pngOrientation(DataInputStream in, FirstBytes bytes) throws IOException {
        try {
            while (true) {
                bytes.skip(4);
                int length = in.readInt();
                int type = in.readInt();
                if (length < 0 || type == 0x49454E44 /* IEND */) {
                    return 1;
                }
                if (type == 0x65584966 /* eXIf */) {
                    return Math.max(1, ExifOrientation.of(bytes.peek(Math.min(length, ExifOrientation.ENOUGH)), 0));
                }
                bytes.skip(length);
            }
        } catch (EOFException e) {
            return 1;
        }
    }

    private static ImageHeader gif(FirstBytes bytes) throws IOException, MetadataException, UnreadableImageException {
        byte[] screen = bytes.readNBytes(13);
        if (screen.length < 13) {
            throw new EOFException("in the screen descriptor");
        }
        // Without the flag of a colour table, so that it does not look for what is not given to it.
        byte[] alone = Arrays.copyOf(screen, 14);
        alone[10] &= 0x7F;
        alone[13] = ';';
        Metadata metadata = new Metadata();
        new GifReader().extract(new SequentialByteArrayReader(alone), metadata);
        GifHeaderDirectory header = Objects.requireNonNull(metadata.getFirstDirectoryOfType(GifHeaderDirectory.class));
        return header(
                ImageFormat.GIF,
                header.getInt(GifHeaderDirectory.TAG_IMAGE_WIDTH),
                header.getInt(GifHeaderDirectory.TAG_IMAGE_HEIGHT),
                1);
    }
}
