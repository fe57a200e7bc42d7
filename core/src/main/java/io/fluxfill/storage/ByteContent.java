package io.fluxfill.storage;

import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import reactor.core.publisher.Flux;

/** Bytes at hand; not copied. */
final class ByteContent implements Content {
    private final byte[] bytes;

    ByteContent(byte[] bytes) {
        if (bytes.length == 0) {
            throw new InvalidRequestException(
                    "The content is empty. Nothing was sent.", List.of(), FalException.Origin.LOCAL, null);
        }
        this.bytes = bytes;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public byte[] start() {
        return Arrays.copyOf(bytes, Math.min(bytes.length, FileContent.START));
    }

    @Override
    public Flux<ByteBuffer> read(long offset, long length) {
        int from = Math.toIntExact(offset);
        int count = Math.toIntExact(length);
        return Flux.range(0, (count + CHUNK - 1) / CHUNK)
                .map(i -> ByteBuffer.wrap(bytes, from + i * CHUNK, Math.min(CHUNK, count - i * CHUNK)));
    }
}
