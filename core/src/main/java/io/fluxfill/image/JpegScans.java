package io.fluxfill.image;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Walks through a whole JPEG from marker to marker: decoders fill up with grey what is cut off, and go over the picture
 * once more for every scan, of which a small file may have thousands.
 *
 * @param components 3 for colour, 4 for CMYK
 */
record JpegScans(int components) {
    /** Encoders make some ten of them. */
    private static final int MOST_SCANS = 100;

    private static final int SOS = 0xDA;
    private static final int EOI = 0xD9;

    static JpegScans read(InputStream all) throws IOException, UnreadableImageException {
        DataInputStream in = new DataInputStream(all);
        int scans = 0;
        int components = 0;
        try {
            in.readUnsignedShort();
            for (int marker = JpegSegments.marker(in); marker != EOI; marker = JpegSegments.marker(in)) {
                if (marker == SOS && ++scans > MOST_SCANS) {
                    throw new UnreadableImageException("has more than " + MOST_SCANS + " scans", null);
                }
                int length = in.readUnsignedShort() - 2;
                if (JpegSegments.isFrame(marker) && length >= 6) {
                    in.skipNBytes(5);
                    components = in.readUnsignedByte();
                    length -= 6;
                }
                in.skipNBytes(Math.max(0, length));
            }
            return new JpegScans(components);
        } catch (EOFException e) {
            throw new UnreadableImageException("is cut off: its end is missing", e);
        }
    }
}
