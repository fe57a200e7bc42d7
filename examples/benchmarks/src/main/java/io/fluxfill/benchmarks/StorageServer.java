package io.fluxfill.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Storage that keeps nothing: it counts what is uploaded, and gives as many bytes as a path asks for. */
final class StorageServer implements AutoCloseable {
    private static final int CHUNK = 64 << 10;

    private final ByteBuf memory = Unpooled.directBuffer(CHUNK).writeZero(CHUNK);
    private final ByteBuf zeros = Unpooled.unreleasableBuffer(memory);
    private final AtomicLong received = new AtomicLong();
    private final DisposableServer server =
            HttpServer.create().host("127.0.0.1").port(0).handle(this::handle).bindNow();

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** What was uploaded since the last time that this was asked. */
    long received() {
        return received.getAndSet(0);
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        String path = request.uri();
        if (path.startsWith("/zeros/")) {
            return zeros(Long.parseLong(path.substring("/zeros/".length())), response);
        }
        String file = uri() + "/files/f";
        String answer;
        if (path.startsWith("/storage/auth/token")) {
            answer = "{\"token\":\"t\",\"token_type\":\"Bearer\",\"base_url\":\"" + uri()
                    + "\",\"expires_at\":\"2099-01-01T00:00:00Z\"}";
        } else if (path.endsWith("/files/upload/multipart")) {
            answer = "{\"access_url\":\"" + file + "\",\"uploadId\":\"u\"}";
        } else {
            answer = "{\"access_url\":\"" + file + "\"}";
        }
        response.header(HttpHeaderNames.CONTENT_TYPE, "application/json").header(HttpHeaderNames.ETAG, "\"e\"");
        boolean isContent = path.endsWith("/files/upload") || path.matches(".*/multipart/u/[0-9]+");
        return request.receive()
                .doOnNext(part -> received.addAndGet(isContent ? part.readableBytes() : 0))
                .thenMany(response.sendString(Mono.just(answer)));
    }

    private Publisher<Void> zeros(long size, HttpServerResponse response) {
        Flux<ByteBuf> content = Flux.<ByteBuf, Long>generate(() -> size, (left, sink) -> {
            if (left == 0) {
                sink.complete();
                return left;
            }
            int part = (int) Math.min(CHUNK, left);
            sink.next(zeros.slice(0, part));
            return left - part;
        });
        return response.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(size))
                .send(content);
    }

    @Override
    public void close() {
        server.disposeNow();
        memory.release();
    }
}
