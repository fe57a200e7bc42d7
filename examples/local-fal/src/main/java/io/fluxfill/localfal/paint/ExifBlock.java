package io.fluxfill.localfal.paint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.imaging.jpeg.JpegSegmentReader;
import com.drew.imaging.jpeg.JpegSegmentType;
import com.drew.lang.SequentialByteArrayReader;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the EXIF data in a file, without unpacking or believing anything else in it: a file of a few kilobytes may claim, or
 * unpack to, gigabytes of other metadata.
 */
final class ExifBlock {
    private static final String JPEG_PREFIX = "Exif\0\0";
    private static final int PNG_SIGNATURE = 8;
    private static final int RIFF_HEADER = 12;
    private static final int NAME = 4;

    private ExifBlock() {}

    static Optional<byte[]> in(byte[] file, FileKind kind) {
        try {
            return switch (kind) {
                case JPEG -> inJpeg(file);
                case PNG -> inChunks(ByteBuffer.wrap(file).position(PNG_SIGNATURE), "eXIf", true);
                case WEBP -> inChunks(ByteBuffer.wrap(file).position(RIFF_HEADER), "EXIF", false);
                default -> Optional.empty();
            };
        } catch (JpegProcessingException | IOException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> inJpeg(byte[] file) throws JpegProcessingException, IOException {
        Iterable<byte[]> segments = JpegSegmentReader.readSegments(
                        new SequentialByteArrayReader(file), List.of(JpegSegmentType.APP1))
                .getSegments(JpegSegmentType.APP1);
        for (byte[] segment : segments) {
            if (startsWith(segment, JPEG_PREFIX)) {
                return Optional.of(Arrays.copyOfRange(segment, JPEG_PREFIX.length(), segment.length));
            }
        }
        return Optional.empty();
    }

    /** PNG and WebP are chunks of a length and a name, in this order or the other, and a body that a checksum or a pad follows. */
    private static Optional<byte[]> inChunks(ByteBuffer chunks, String wanted, boolean png) {
        chunks.order(png ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        while (chunks.remaining() > 2 * NAME) {
            int length = png ? chunks.getInt() : 0;
            byte[] name = new byte[NAME];
            chunks.get(name);
            length = png ? length : chunks.getInt();
            if (length < 0 || length > chunks.remaining()) {
                return Optional.empty();
            }
            if (new String(name, ISO_8859_1).equals(wanted)) {
                byte[] body = new byte[length];
                chunks.get(body);
                return Optional.of(startsWith(body, JPEG_PREFIX) ? Arrays.copyOfRange(body, 6, length) : body);
            }
            int next = chunks.position() + length + (png ? 4 : length % 2);
            chunks.position(Math.min(chunks.limit(), next));
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, String prefix) {
        return bytes.length > prefix.length() && new String(bytes, 0, prefix.length(), ISO_8859_1).equals(prefix);
    }
}
