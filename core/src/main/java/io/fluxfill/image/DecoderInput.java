package io.fluxfill.image;

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

    private final ImageInputStream in;
    private final long most;
    private long reads;

    DecoderInput(ImageInputStream in) {
        this(in, MOST_READS);
    }

    DecoderInput(ImageInputStream in, long most) {
        this.in = in;
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        step();
        int next = in.read();
        streamPos += next < 0 ? 0 : 1;
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        step();
        int count = in.read(into, offset, length);
        streamPos += Math.max(0, count);
        return count;
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
