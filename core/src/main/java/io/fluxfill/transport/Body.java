package io.fluxfill.transport;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * What a call sends: bytes that are at hand, or a stream of them.
 *
 * @since 0.1
 */
public final class Body {
    private static final int SLICE = 64 << 10;

    private final String mediaType;
    private final long length;
    private final boolean repeatable;
    private final byte @Nullable [] bytes;
    private final Publisher<ByteBuffer> content;

    private Body(
            String mediaType, long length, boolean repeatable, byte @Nullable [] bytes, Publisher<ByteBuffer> content) {
        this.mediaType = mediaType;
        this.length = length;
        this.repeatable = repeatable;
        this.bytes = bytes;
        this.content = content;
    }

    /** JSON; not copied. */
    public static Body json(byte[] json) {
        return bytes("application/json", json);
    }

    /** Bytes at hand; not copied. */
    public static Body bytes(String mediaType, byte[] bytes) {
        // Most are written as they are, and never asked for their slices.
        return new Body(mediaType, bytes.length, true, bytes, Flux.defer(() -> slices(bytes)));
    }

    private static Flux<ByteBuffer> slices(byte[] bytes) {
        return Flux.range(0, (bytes.length + SLICE - 1) / SLICE)
                .map(slice -> ByteBuffer.wrap(bytes, slice * SLICE, Math.min(SLICE, bytes.length - slice * SLICE)));
    }

    /**
     * A stream, subscribed to once per attempt, after a connection was found.
     *
     * @param length in bytes, or -1 if it is not known
     * @param repeatable whether a second subscription gives the same bytes; if not, the call is not sent again after
     *     the first
     * @param content heap or direct buffers; each is read to its limit
     */
    public static Body stream(String mediaType, long length, boolean repeatable, Publisher<ByteBuffer> content) {
        return new Body(mediaType, length, repeatable, null, content);
    }

    /** What {@code Content-Type} says. */
    public String mediaType() {
        return mediaType;
    }

    /** In bytes, or -1 if it is not known. */
    public long length() {
        return length;
    }

    /** Whether it can be sent again. */
    public boolean isRepeatable() {
        return repeatable;
    }

    /** The bytes, if they are at hand; not a copy. */
    public byte @Nullable [] bytes() {
        return bytes;
    }

    /** The bytes as a stream. */
    public Publisher<ByteBuffer> content() {
        return content;
    }

    @Override
    public String toString() {
        return mediaType + " of " + (length < 0 ? "unknown length" : length + " bytes");
    }
}
