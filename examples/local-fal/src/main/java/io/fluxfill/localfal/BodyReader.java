package io.fluxfill.localfal;

import java.util.Arrays;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** Collects the body of one request, up to a limit. */
final class BodyReader {
    private static final int SMALLEST = 1024;

    private final int limit;
    private byte[] bytes;
    private int size;

    private BodyReader(int limit, int expected) {
        this.limit = limit;
        this.bytes = new byte[expected];
    }

    /** The body, or {@link TooLarge}. */
    static Mono<byte[]> read(HttpServerRequest request, int limit) {
        return request.receive()
                .asByteArray()
                .collect(() -> new BodyReader(limit, expected(request, limit)), BodyReader::append)
                .map(BodyReader::bytes);
    }

    /** An announced length saves the copies of growing; a large file would otherwise be in memory twice. */
    private static int expected(HttpServerRequest request, int limit) {
        String announced = request.requestHeaders().get("Content-Length", "");
        boolean plausible = announced.matches("\\d{1,18}") && Long.parseLong(announced) <= limit;
        return plausible ? Integer.parseInt(announced) : Math.min(SMALLEST, limit);
    }

    private void append(byte[] chunk) {
        if (chunk.length > limit - size) {
            throw new TooLarge();
        }
        if (chunk.length > bytes.length - size) {
            long wanted = Math.max(2L * bytes.length, (long) size + chunk.length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, limit));
        }
        System.arraycopy(chunk, 0, bytes, size, chunk.length);
        size += chunk.length;
    }

    private byte[] bytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** There was more than the limit. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("too large", null, false, false);
        }

        /** The rest of the body is never read, so the connection cannot be used again. */
        static Answer answer() {
            return Answer.detail(413, "The request body is too large").with("Connection", "close");
        }
    }
}
