package io.fluxfill.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A picture as its header is read: in small steps, over what is skipped without reading it, and no more than a budget
 * of bytes. So what a header says about lengths costs nothing.
 */
final class FirstBytes extends InputStream {
    private static final int BUDGET = 1 << 20;
    private static final int FIRST_STEP = 256;
    private static final int LONGEST_STEP = 16 << 10;

    private final Fetch fetch;
    private final long size;
    private final Closeable closing;
    private byte[] step = new byte[FIRST_STEP];
    private long stepStart;
    private int stepLength;
    private long position;
    private int budget = BUDGET;
    private boolean spent;

    private FirstBytes(Fetch fetch, long size, Closeable closing) {
        this.fetch = fetch;
        this.size = size;
        this.closing = closing;
    }

    static FirstBytes of(byte[] bytes) {
        return new FirstBytes(
                (position, into) -> {
                    int length = Math.min(into.length, bytes.length - (int) position);
                    System.arraycopy(bytes, (int) position, into, 0, length);
                    return length;
                },
                bytes.length,
                () -> {});
    }

    static FirstBytes of(Path file) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file);
        return new FirstBytes(
                (position, into) -> channel.position(position).read(ByteBuffer.wrap(into)), channel.size(), channel);
    }

    long size() {
        return size;
    }

    /** Whether it ended because the budget was spent, and not because the picture ended. */
    boolean spent() {
        return spent;
    }

    /** How much could still be read, at most. */
    int left() {
        return (int) Math.min(size - position, (long) budget + stepLength);
    }

    /** The next bytes, fewer if there are no more; they stay the next ones. */
    byte[] peek(int length) throws IOException {
        long before = position;
        byte[] next = readNBytes(Math.min(length, left()));
        position = before;
        return next;
    }

    @Override
    public int read() throws IOException {
        return fill() ? step[(int) (position++ - stepStart)] & 255 : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int from = (int) (position - stepStart);
        int count = Math.min(length, stepLength - from);
        System.arraycopy(step, from, into, offset, count);
        position += count;
        return count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, size - position));
        position += skipped;
        return skipped;
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }

    private boolean fill() throws IOException {
        if (position >= stepStart && position < stepStart + stepLength) {
            return true;
        }
        if (position >= size) {
            return false;
        }
        if (budget <= 0) {
            spent = true;
            return false;
        }
        // Sequential reading takes longer and longer steps; after a jump only little may be wanted.
        boolean sequential = position == stepStart + stepLength && stepLength > 0;
        int length = sequential ? Math.min(step.length * 2, LONGEST_STEP) : FIRST_STEP;
        if (step.length != length) {
            step = new byte[length];
        }
        stepStart = position;
        stepLength = Math.max(0, fetch.fetch(position, step));
        budget -= stepLength;
        return stepLength > 0;
    }

    /** Reads at a position; as {@link InputStream#read(byte[])}. */
    @FunctionalInterface
    private interface Fetch {
        int fetch(long position, byte[] into) throws IOException;
    }
}
