package io.fluxfill.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects a body on the heap, up to a limit. */
final class BodyBuffer {
    private final int limit;
    private final List<byte[]> chunks = new ArrayList<>();
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

    byte[] toBytes() {
        if (chunks.size() == 1) {
            return chunks.get(0);
        }
        byte[] whole = new byte[size];
        int at = 0;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, whole, at, chunk.length);
            at += chunk.length;
        }
        return whole;
    }
}
