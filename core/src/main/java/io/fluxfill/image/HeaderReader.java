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
import org.jspecify.annotations.Nullable;

/**
 * Reads headers, by means of an optional library: touch it only if {@link HeaderLibrary#PRESENT}.
 *
 * <p>The library's own walks through JPEG and PNG files give nothing at all if the end is missing, and those of the
 * others believe any length: so here the library reads the pieces, and {@link FirstBytes} bounds what it reads.
 */
final class HeaderReader {
    private static final int SOS = 0xDA;
    private static final int EOI = 0xD9;
    private static final int APP1 = 0xE1;

    private HeaderReader() {}

    /** The header, or null if it does not end within the budget, or does not tell the size. */
    static @Nullable ImageHeader read(ImageFormat format, FirstBytes bytes)
            throws IOException, UnreadableImageException {
        try {
            return switch (format) {
                case JPEG -> jpeg(bytes);
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

    private static @Nullable ImageHeader jpeg(FirstBytes bytes) throws IOException, UnreadableImageException {
        DataInputStream in = new DataInputStream(bytes);
        in.readUnsignedShort();
        int width = 0;
        int height = 0;
        int orientation = 0;
        try {
            for (int marker = marker(in); marker != SOS && marker != EOI; marker = marker(in)) {
                int length = in.readUnsignedShort() - 2;
                if (isFrame(marker) && width == 0) {
                    byte[] frame = bytes.peek(5);
                    if (frame.length < 5) {
                        throw new EOFException("in the frame header");
                    }
                    height = ((frame[1] & 255) << 8) | (frame[2] & 255);
                    width = ((frame[3] & 255) << 8) | (frame[4] & 255);
                    if (height == 0 && width > 0) {
                        // Told behind the first scan: legal, rare, and too far away.
                        return null;
                    }
                    header(ImageFormat.JPEG, width, height, 1);
                } else if (marker == APP1 && orientation == 0) {
                    orientation = ExifOrientation.ofSegment(bytes.peek(Math.max(0, length)));
                }
                bytes.skip(length);
            }
        } catch (EOFException e) {
            if (width == 0) {
                throw e;
            }
        }
        return header(ImageFormat.JPEG, width, height, Math.max(1, orientation));
    }

    private static int marker(DataInputStream in) throws IOException {
        int before = 0;
        int here = in.readUnsignedByte();
        // Markers may be preceded by any number of fill bytes; 01 and D0 to D7 have no length.
        while (before != 0xFF || here == 0xFF || here <= 1 || (here >= 0xD0 && here <= 0xD8)) {
            before = here;
            here = in.readUnsignedByte();
        }
        return here;
    }

    /** The start of a frame, of whatever coding. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
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
        GifHeaderDirectory header = metadata.getFirstDirectoryOfType(GifHeaderDirectory.class);
        return header(
                ImageFormat.GIF,
                header.getInt(GifHeaderDirectory.TAG_IMAGE_WIDTH),
                header.getInt(GifHeaderDirectory.TAG_IMAGE_HEIGHT),
                1);
    }
}
