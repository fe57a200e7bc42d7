package io.fluxfill.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A picture as its reader sees it, which stops when the caller leaves, and after many small steps: a reader walks over
 * every chunk that a file has, and there may be millions of empty ones.
 */
final class DecoderInput extends ImageInputStreamImpl {
    /** About a second of them. A picture takes thousands, or a read for every few bytes. */
    static final int MOST_READS = 4_000_000;

    /** Decoders look ahead some bytes; those that go on take what is not there for zeros, for every pixel. */
    private static final int MOST_READS_AT_END = 4096;

    private final ImageInputStream in;
    private final long most;
    private long reads;
    private int readsAtEnd;

    DecoderInput(ImageInputStream in, long most) {
        this.in = in;
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        step();
        int next = in.read();
        streamPos += next < 0 ? 0 : 1;
        checkEnd(next);
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        step();
        int count = in.read(into, offset, length);
        streamPos += Math.max(0, count);
        checkEnd(count);
        return count;
    }

    private void checkEnd(int read) throws IOException {
        if (read < 0 && ++readsAtEnd > MOST_READS_AT_END) {
            throw new EOFException("its end is missing");
        }
    }

    private void step() throws IOException {
        bitOffset = 0;
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the caller left");
        }
        if (++reads > most) {
            throw new IOException("it has too many parts");
        }
    }

    @Override
    public void seek(long position) throws IOException {
        super.seek(position);
        in.seek(position);
    }

    @Override
    public long length() {
        try {
            return in.length();
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        super.close();
        in.close();
    }
}
