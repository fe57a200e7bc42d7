package io.fluxfill.image;

import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.RandomAccessReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.tiff.DirectoryTiffHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one tag of EXIF that matters here. The library reads it, and is kept from following anything else. */
final class ExifOrientation extends DirectoryTiffHandler {
    /** The tag stands near the start, and no EXIF segment of a JPEG is longer. */
    static final int ENOUGH = 64 << 10;

    private static final byte[] PREAMBLE = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private ExifOrientation(Metadata metadata) {
        super(metadata, null);
        pushDirectory(ExifIFD0Directory.class);
    }

    /** 1 to 8, or 0 if the segment is no EXIF or tells none: what cannot be read does not make a picture worse. */
    static int ofSegment(byte[] segment) {
        return startsWithPreamble(segment) ? of(segment, PREAMBLE.length) : 0;
    }

    /** As {@link #ofSegment}; some writers put the preamble of JPEG into chunks of WebP. */
    static int ofChunk(byte[] chunk) {
        return of(chunk, startsWithPreamble(chunk) ? PREAMBLE.length : 0);
    }

    static int of(byte[] bytes, int offset) {
        Metadata metadata = new Metadata();
        try {
            new TiffReader().processTiff(new ByteArrayReader(bytes, offset), new ExifOrientation(metadata), 0);
        } catch (TiffProcessingException | IOException | RuntimeException e) {
            // As far as it was read.
        }
        ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        Integer number = exif == null ? null : exif.getInteger(ExifDirectoryBase.TAG_ORIENTATION);
        return number != null && number >= 1 && number <= 8 ? number : 0;
    }

    private static boolean startsWithPreamble(byte[] bytes) {
        return bytes.length >= PREAMBLE.length
                && Arrays.equals(bytes, 0, PREAMBLE.length, PREAMBLE, 0, PREAMBLE.length);
    }

    @Override
    public void setTiffMarker(int marker) {}

    @Override
    public boolean tryEnterSubIfd(int tagId) {
        return false;
    }

    @Override
    public boolean hasFollowerIfd() {
        return false;
    }

    @Override
    public @Nullable Long tryCustomProcessFormat(int tagId, int formatCode, long componentCount) {
        return null;
    }

    /** True for a tag that needs no more processing: every other one. */
    @Override
    public boolean customProcessTag(
            int tagOffset,
            Set<Integer> processedIfdOffsets,
            int tiffHeaderOffset,
            RandomAccessReader reader,
            int tagId,
            int byteCount) {
        return tagId != ExifDirectoryBase.TAG_ORIENTATION || byteCount > 4;
    }
}
