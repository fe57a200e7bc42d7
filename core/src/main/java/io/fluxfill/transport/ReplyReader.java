package io.fluxfill.transport;

import io.fluxfill.ClientOptions;
import io.fluxfill.error.FalException;
import io.fluxfill.transport.Call.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Reads one answer: whole, bounded, and as a value or an error. */
final class ReplyReader {
    /** More of a body is never put into a message. */
    private static final int QUOTED = 4096;

    private final ClientOptions options;
    private final Faults faults;

    ReplyReader(ClientOptions options, Faults faults) {
        this.options = options;
        this.faults = faults;
    }

    <T> Mono<HttpReply<T>> read(Call<T> call, int status, Map<String, String> headers, Flux<byte[]> content) {
        if (!call.accepts(status)) {
            return refusal(call, status, headers, content);
        }
        boolean isResult = call.operation() == Operation.RUN || call.operation() == Operation.RESULT;
        int limit = isResult ? options.resultLimit() : options.replyLimit();
        return WholeBody.of(
                content,
                limit,
                () -> faults.tooLarge(call, headers, limit, isResult ? "resultLimit" : "replyLimit"),
                body -> decode(call, status, headers, body.toBytes()),
                body -> Mono.fromCallable(() -> decodeLarge(call, status, headers, body))
                        .subscribeOn(Schedulers.boundedElastic()));
    }

    /** The error that an answer says which the call does not accept. What is past the limit is left out. */
    <T> Mono<T> refusal(Call<?> call, int status, Map<String, String> headers, Flux<byte[]> content) {
        return collect(content, options.errorLimit()).flatMap(body -> {
            OwnSecrets own = OwnSecrets.of(call);
            return Mono.error(faults.refused(call, status, own.hiddenIn(headers), own.hiddenIn(body.toBytes())));
        });
    }

    /** The error that an answer is which was to be an event stream. What is past the limit is left out. */
    <T> Mono<T> notEvents(Call<?> call, int status, Map<String, String> headers, Flux<byte[]> content) {
        return collect(content, options.errorLimit())
                .flatMap(body -> Mono.error(faults.unreadable(
                        call, status, headers, body.toBytes(), new IllegalArgumentException("no event stream"))));
    }

    /** What is past the limit is not read: the connection is dropped, because nobody knows how much would come. */
    private static Mono<BodyBuffer> collect(Flux<byte[]> content, int limit) {
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
            throw unreadable(call, status, headers, body, e);
        }
        return new HttpReply<>(status, headers, value);
    }

    /** Lets go of the body as it is decoded, and keeps of it what an error would quote. */
    private <T> HttpReply<T> decodeLarge(Call<T> call, int status, Map<String, String> headers, BodyBuffer body) {
        byte[] start = body.start(QUOTED);
        T value;
        try (BodyStream stream = body.drain()) {
            value = call.decoder().decode(stream);
        } catch (RuntimeException e) {
            throw unreadable(call, status, headers, Arrays.copyOf(start, body.size()), e);
        } catch (IOException e) {
            throw unreadable(call, status, headers, Arrays.copyOf(start, body.size()), new UncheckedIOException(e));
        }
        return new HttpReply<>(status, headers, value);
    }

    private FalException unreadable(
            Call<?> call, int status, Map<String, String> headers, byte[] body, RuntimeException cause) {
        OwnSecrets own = OwnSecrets.of(call);
        return faults.unreadable(call, status, own.hiddenIn(headers), own.hiddenIn(body), cause);
    }
}
