package io.fluxfill.transport;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
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

    /** Copies what still fits; the transport releases the buffer. */
    void add(ByteBuf buffer) {
        int readable = buffer.readableBytes();
        int fits = Math.min(readable, limit - size);
        overflown |= fits < readable;
        if (fits > 0) {
            byte[] chunk = new byte[fits];
            buffer.readBytes(chunk);
            chunks.add(chunk);
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
