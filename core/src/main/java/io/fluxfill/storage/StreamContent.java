package io.fluxfill.storage;

import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A stream of the caller's, held to what the caller said of it: a server would wait for what is missing. */
final class StreamContent implements Content {
    private final Publisher<? extends ByteBuffer> source;
    private final long length;
    private final boolean repeatable;

    StreamContent(Publisher<? extends ByteBuffer> source, long length, boolean repeatable) {
        this.source = source;
        this.length = length;
        this.repeatable = repeatable;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean isRepeatable() {
        return repeatable;
    }

    @Override
    public byte[] start() {
        return new byte[0];
    }

    @Override
    public Flux<ByteBuffer> read(long offset, long length) {
        if (offset != 0 || length != this.length) {
            throw new IllegalArgumentException("A stream is read as a whole.");
        }
        return Flux.defer(() -> {
            AtomicLong seen = new AtomicLong();
            return Flux.<ByteBuffer>from(source)
                    .onErrorMap(e -> invalid("The content failed after " + seen + " bytes: " + e + ".", e))
                    .doOnNext(buffer -> count(seen, buffer.remaining()))
                    .flatMapIterable(StreamContent::slices, 1)
                    .concatWith(
                            Mono.defer(() -> isWhole(seen.get()) ? Mono.empty() : Mono.error(tooShort(seen.get()))));
        });
    }

    private void count(AtomicLong seen, int more) {
        if (seen.addAndGet(more) > length && length >= 0) {
            throw invalid("The content has more than the " + length + " bytes that were announced.", null);
        }
    }

    private boolean isWhole(long seen) {
        return length < 0 ? seen > 0 : seen == length;
    }

    private InvalidRequestException tooShort(long seen) {
        return invalid(
                seen == 0
                        ? "The content is empty."
                        : "The content ended after " + seen + " of the " + length + " bytes that were announced.",
                null);
    }

    /** A connection counts buffers, not bytes: large ones are given to it in pieces. The caller's own is left as it is. */
    private static List<ByteBuffer> slices(ByteBuffer buffer) {
        List<ByteBuffer> slices = new ArrayList<>();
        ByteBuffer rest = buffer.slice();
        while (rest.hasRemaining()) {
            ByteBuffer slice = rest.slice();
            slice.limit(Math.min(CHUNK, slice.remaining()));
            slices.add(slice);
            rest.position(rest.position() + slice.remaining());
        }
        return slices;
    }

    private static InvalidRequestException invalid(String message, @Nullable Throwable cause) {
        return new InvalidRequestException(
                message + " Nothing was uploaded.", List.of(), FalException.Origin.LOCAL, cause);
    }
}
