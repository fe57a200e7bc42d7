package io.fluxfill.image;

import com.drew.imaging.riff.RiffHandler;
import com.drew.imaging.riff.RiffProcessingException;
import com.drew.imaging.riff.RiffReader;
import com.drew.lang.StreamReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.webp.WebpDirectory;
import com.drew.metadata.webp.WebpRiffHandler;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Looks at the start of each chunk of a WebP file, and takes none: a chunk may be the whole picture. */
final class WebpChunks implements RiffHandler {
    /** The longest start that tells the size. */
    private static final int SIZE_START = 10;

    private final FirstBytes bytes;
    private final Metadata metadata = new Metadata();
    private @Nullable WebpDirectory size;
    private boolean lossy;
    private int orientation;

    private WebpChunks(FirstBytes bytes) {
        this.bytes = bytes;
    }

    static ImageHeader read(FirstBytes bytes)
            throws IOException, RiffProcessingException, MetadataException, UnreadableImageException {
        WebpChunks chunks = new WebpChunks(bytes);
        new RiffReader().processRiff(new BoundedReader(bytes), chunks);
        WebpDirectory size = chunks.size;
        if (size == null) {
            throw new EOFException("before the size");
        }
        // The upper two bits of a lossy picture's sides are a hint for scaling.
        int sides = chunks.lossy ? 0x3FFF : Integer.MAX_VALUE;
        return HeaderReader.header(
                ImageFormat.WEBP,
                size.getInt(WebpDirectory.TAG_IMAGE_WIDTH) & sides,
                size.getInt(WebpDirectory.TAG_IMAGE_HEIGHT) & sides,
                Math.max(1, chunks.orientation));
    }

    @Override
    public boolean shouldAcceptRiffIdentifier(String identifier) {
        return identifier.equals(WebpDirectory.FORMAT);
    }

    @Override
    public boolean shouldAcceptList(String fourCc) {
        return false;
    }

    @Override
    public boolean shouldAcceptChunk(String fourCc) {
        try {
            switch (fourCc) {
                case WebpDirectory.CHUNK_VP8X, WebpDirectory.CHUNK_VP8L, WebpDirectory.CHUNK_VP8 -> readSize(fourCc);
                case WebpDirectory.CHUNK_EXIF ->
                    orientation = ExifOrientation.ofChunk(bytes.peek(ExifOrientation.ENOUGH));
                default -> {}
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return false;
    }

    /** The first one holds: of an extended file that is the canvas. */
    private void readSize(String fourCc) throws IOException {
        if (size == null) {
            new WebpRiffHandler(metadata).processChunk(fourCc, bytes.peek(SIZE_START));
            size = metadata.getFirstDirectoryOfType(WebpDirectory.class);
            lossy = fourCc.equals(WebpDirectory.CHUNK_VP8);
        }
    }

    @Override
    public void processChunk(String fourCc, byte[] payload) {}

    @Override
    public void addError(String message) {}

    /** Does not make room for more bytes than there are. */
    private static final class BoundedReader extends StreamReader {
        private final FirstBytes bytes;

        BoundedReader(FirstBytes bytes) {
            super(bytes);
            this.bytes = bytes;
        }

        @Override
        public byte[] getBytes(int count) throws IOException {
            if (count > bytes.left()) {
                throw new EOFException("in a chunk");
            }
            return super.getBytes(count);
        }
    }
}
