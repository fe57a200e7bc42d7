package io.fluxfill.image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/** Puts an ICC profile into a picture file that has none. */
final class IccEmbedding {
    /** Behind the signature and the header, which comes first. */
    private static final int PNG_HEADER_END = 33;

    private static final byte[] PNG_START = "iCCPICC profile\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JPEG_START = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
    /** Two bytes for the length, twelve for the start, two for the number and the count of the parts. */
    private static final int MOST_PER_SEGMENT = 65_535 - 16;

    private IccEmbedding() {}

    /** What is written to it goes on with the profile in its place. */
    static OutputStream intoPng(OutputStream out, byte @Nullable [] profile) {
        return profile == null ? out : new Inserting(out, PNG_HEADER_END, pngChunk(profile));
    }

    private static byte[] pngChunk(byte[] profile) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes(PNG_START);
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(chunk)) {
            deflater.write(profile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CRC32 crc = new CRC32();
        crc.update(chunk.toByteArray());
        return ByteBuffer.allocate(chunk.size() + 8)
                .putInt(chunk.size() - 4)
                .put(chunk.toByteArray())
                .putInt((int) crc.getValue())
                .array();
    }

    static byte[] intoJpeg(byte[] jpeg, byte @Nullable [] profile) {
        if (profile == null) {
            return jpeg;
        }
        int count = (profile.length + MOST_PER_SEGMENT - 1) / MOST_PER_SEGMENT;
        if (count > 255) {
            throw new IllegalArgumentException("An ICC profile of " + profile.length + " bytes does not fit a JPEG.");
        }
        ByteArrayOutputStream segments = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(segments);
        try {
            for (int number = 1; number <= count; number++) {
                int from = (number - 1) * MOST_PER_SEGMENT;
                int length = Math.min(MOST_PER_SEGMENT, profile.length - from);
                out.writeShort(0xFFE2);
                out.writeShort(length + 16);
                out.write(JPEG_START);
                out.write(number);
                out.write(count);
                out.write(profile, from, length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Behind the segment of JFIF, which comes first.
        int behind = 4 + ((jpeg[4] & 255) << 8 | (jpeg[5] & 255));
        return insert(jpeg, behind, segments.toByteArray());
    }

    /** Puts a part behind so many bytes of what passes. */
    private static final class Inserting extends FilterOutputStream {
        private final byte[] part;
        private int before;

        Inserting(OutputStream out, int before, byte[] part) {
            super(out);
            this.before = before;
            this.part = part;
        }

        @Override
        public void write(int next) throws IOException {
            write(new byte[] {(byte) next}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int first = Math.min(before, length);
            out.write(bytes, offset, first);
            before -= first;
            if (before == 0 && first > 0) {
                out.write(part);
            }
            out.write(bytes, offset + first, length - first);
        }
    }

    private static byte[] insert(byte[] file, int at, byte[] part) {
        return ByteBuffer.allocate(file.length + part.length)
                .put(file, 0, at)
                .put(part)
                .put(file, at, file.length - at)
                .array();
    }
}
