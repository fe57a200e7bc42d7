package io.fluxfill.storage;

import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;

/** The bytes of one upload. */
interface Content {
    /**
     * A connection asks for up to 128 buffers ahead. So this decides how much of an upload is in memory, and it is in
     * memory twice: here, and where the socket takes it from.
     */
    int CHUNK = 16 << 10;

    /** In bytes, or -1 if it is not known. */
    long length();

    /** Whether it can be read more than once. */
    boolean isRepeatable();

    /** The first bytes, if they can be had without beginning to read. */
    byte[] start();

    /**
     * A part of it, in small buffers. Cold; may block.
     *
     * @param length in bytes; -1 is all that there is
     */
    Flux<ByteBuffer> read(long offset, long length);
}
