package io.fluxfill.transport;

import io.fluxfill.ClientOptions;
import io.fluxfill.transport.Call.Operation;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClientResponse;

/** Reads one answer: whole, bounded, and as a value or an error. */
final class ReplyReader {
    /** Above this, decoding takes long enough to keep an event loop from its other connections. */
    private static final int LARGE = 256 << 10;

    private final ClientOptions options;
    private final Faults faults;

    ReplyReader(ClientOptions options, Faults faults) {
        this.options = options;
        this.faults = faults;
    }

    <T> Mono<HttpReply<T>> read(Call<T> call, HttpClientResponse response, Flux<ByteBuf> content) {
        int status = response.status().code();
        Map<String, String> headers = headers(response);
        if (!call.accepts(status)) {
            return collect(content, options.errorLimit())
                    .flatMap(body -> Mono.error(faults.refused(call, status, headers, body.toBytes())));
        }
        boolean isResult = call.operation() == Operation.RUN || call.operation() == Operation.RESULT;
        int limit = isResult ? options.resultLimit() : options.replyLimit();
        return collect(content, limit).flatMap(body -> {
            if (body.isOverflown()) {
                return Mono.error(faults.tooLarge(call, headers, limit, isResult ? "resultLimit" : "replyLimit"));
            }
            byte[] bytes = body.toBytes();
            Mono<HttpReply<T>> decoded = Mono.fromCallable(() -> decode(call, status, headers, bytes));
            return bytes.length > LARGE ? decoded.subscribeOn(Schedulers.boundedElastic()) : decoded;
        });
    }

    static Map<String, String> headers(HttpClientResponse response) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.responseHeaders().forEach(header -> headers.putIfAbsent(header.getKey(), header.getValue()));
        return headers;
    }

    /** What is past the limit is not read: the connection is dropped, because nobody knows how much would come. */
    static Mono<BodyBuffer> collect(Flux<ByteBuf> content, int limit) {
        return Mono.defer(() -> {
            BodyBuffer body = new BodyBuffer(limit);
            return content.doOnNext(body::add)
                    .takeUntil(chunk -> body.isOverflown())
                    .then(Mono.just(body));
        });
    }

    private <T> HttpReply<T> decode(Call<T> call, int status, Map<String, String> headers, byte[] body) {
        T value;
        try {
            value = call.decoder().decode(body);
        } catch (RuntimeException e) {
            throw faults.unreadable(call, status, headers, body, e);
        }
        return new HttpReply<>(status, headers, value);
    }
}
