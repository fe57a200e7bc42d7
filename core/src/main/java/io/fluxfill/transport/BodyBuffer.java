package io.fluxfill.transport;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/** Collects a body on the heap, up to a limit. */
final class BodyBuffer {
    private final int limit;
    private final Queue<byte[]> chunks = new ArrayDeque<>(1);
    private int size;
    private boolean overflown;

    BodyBuffer(int limit) {
        this.limit = limit;
    }

    /** Keeps what still fits. */
    void add(byte[] chunk) {
        int fits = Math.min(chunk.length, limit - size);
        overflown |= fits < chunk.length;
        if (fits > 0) {
            chunks.add(fits == chunk.length ? chunk : Arrays.copyOf(chunk, fits));
            size += fits;
        }
    }

    boolean isOverflown() {
        return overflown;
    }

    /** How much was kept. */
    int size() {
        return size;
    }

    /** A copy of the first bytes. */
    byte[] start(int most) {
        byte[] start = new byte[Math.min(most, size)];
        copy(start);
        return start;
    }

    byte[] toBytes() {
        byte[] first = chunks.peek();
        if (first != null && first.length == size) {
            return first;
        }
        return start(size);
    }

    /** The body to be read once: what was read is no longer kept here either. */
    BodyStream drain() {
        return new BodyStream(chunks);
    }

    private void copy(byte[] target) {
        int at = 0;
        for (byte[] chunk : chunks) {
            int length = Math.min(chunk.length, target.length - at);
            System.arraycopy(chunk, 0, target, at, length);
            at += length;
            if (at == target.length) {
                return;
            }
        }
    }
}
