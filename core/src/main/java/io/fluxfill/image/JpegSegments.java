package io.fluxfill.image;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Walks over the segments of a JPEG up to its pixels, and keeps what it saw if they end before. */
final class JpegSegments {
    private static final int SOS = 0xDA;
    private static final int EOI = 0xD9;
    private static final int APP1 = 0xE1;

    private JpegSegments() {}

    /** Null if the height is told behind the picture. */
    static @Nullable ImageHeader read(FirstBytes bytes) throws IOException, UnreadableImageException {
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
                    HeaderReader.header(ImageFormat.JPEG, width, height, 1);
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
        return HeaderReader.header(ImageFormat.JPEG, width, height, Math.max(1, orientation));
    }

    /** The next one that has a length, or ends the picture; whatever stands before it is skipped. */
    static int marker(DataInputStream in) throws IOException {
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
    static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }
}
