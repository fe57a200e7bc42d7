package io.fluxfill.image;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Finds the ICC profile in a picture file, without looking into it. */
final class IccBytes {
    /** That of a scanner is large; what is larger than this does not describe red, green and blue. */
    private static final int MOST = 1 << 20;

    private static final int APP2 = 0xE2;
    private static final int SOS = 0xDA;
    private static final int EOI = 0xD9;
    private static final byte[] JPEG_PREAMBLE = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

    private IccBytes() {}

    /** Null if there is none, or it is longer than what is read. */
    static byte @Nullable [] read(ImageFormat format, FirstBytes bytes) throws IOException {
        try {
            DataInputStream in = new DataInputStream(bytes);
            return switch (format) {
                case JPEG -> jpeg(in, bytes);
                case PNG -> png(in, bytes);
                case WEBP -> webp(in, bytes);
                case GIF, AVIF -> null;
            };
        } catch (EOFException e) {
            return null;
        }
    }

    /** It may be spread over segments, which are numbered from 1. */
    private static byte @Nullable [] jpeg(DataInputStream in, FirstBytes bytes) throws IOException {
        byte[][] parts = new byte[256][];
        in.readUnsignedShort();
        int marker = JpegSegments.marker(in);
        while (marker != SOS && marker != EOI) {
            int length = in.readUnsignedShort() - 2;
            byte[] start = bytes.peek(JPEG_PREAMBLE.length);
            if (marker == APP2 && length > JPEG_PREAMBLE.length + 2 && Arrays.equals(start, JPEG_PREAMBLE)) {
                bytes.skip(JPEG_PREAMBLE.length);
                int number = in.readUnsignedByte();
                in.readUnsignedByte();
                parts[number] = exactly(bytes, length - JPEG_PREAMBLE.length - 2);
            } else {
                bytes.skip(length);
            }
            marker = JpegSegments.marker(in);
        }
        ByteArrayOutputStream profile = new ByteArrayOutputStream();
        for (int number = 1; number < parts.length && parts[number] != null; number++) {
            profile.writeBytes(parts[number]);
        }
        return profile.size() == 0 ? null : profile.toByteArray();
    }

    private static byte @Nullable [] png(DataInputStream in, FirstBytes bytes) throws IOException {
        in.readLong();
        while (true) {
            int length = in.readInt();
            int type = in.readInt();
            if (length < 0 || type == 0x49444154 /* IDAT */ || type == 0x49454E44 /* IEND */) {
                return null;
            }
            if (type == 0x69434350 /* iCCP */ && length <= MOST) {
                return inflate(exactly(bytes, length));
            }
            bytes.skip(length + 4L);
        }
    }

    /** The name of the profile, a zero, the method (there is but one), and the profile. */
    private static byte @Nullable [] inflate(byte[] chunk) {
        int start = 0;
        while (start < chunk.length && chunk[start] != 0) {
            start++;
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(chunk, Math.min(chunk.length, start + 2), Math.max(0, chunk.length - start - 2));
            byte[] profile = new byte[MOST];
            int length = inflater.inflate(profile);
            return inflater.finished() ? Arrays.copyOf(profile, length) : null;
        } catch (DataFormatException e) {
            return null;
        } finally {
            inflater.end();
        }
    }

    private static byte @Nullable [] webp(DataInputStream in, FirstBytes bytes) throws IOException {
        bytes.skip(12);
        while (true) {
            int type = in.readInt();
            long length = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
            if (type == 0x49434350 /* ICCP */ && length <= MOST) {
                return exactly(bytes, (int) length);
            }
            bytes.skip(length + (length & 1));
        }
    }

    private static byte[] exactly(FirstBytes bytes, int length) throws IOException {
        byte[] all = length > bytes.left() ? new byte[0] : bytes.readNBytes(length);
        if (all.length < length) {
            throw new EOFException("in the profile");
        }
        return all;
    }
}
