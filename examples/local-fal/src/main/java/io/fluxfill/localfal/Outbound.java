package io.fluxfill.localfal;

import io.fluxfill.localfal.StatusStream.Frame;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The way back to the client, on which faults may act. */
final class Outbound {
    private static final int PIECES = 8;

    private final HttpServerResponse response;
    private final Connection connection;

    Outbound(HttpServerRequest request, HttpServerResponse response) {
        AtomicReference<Connection> found = new AtomicReference<>();
        request.withConnection(found::set);
        this.response = response;
        this.connection = Objects.requireNonNull(found.get());
    }

    Mono<Void> send(Answer answer, List<Effect> effects) {
        Answer edited = answer;
        Duration slow = Duration.ZERO;
        for (Effect effect : effects) {
            if (effect instanceof Effect.DropAfter) {
                return drop();
            } else if (effect instanceof Effect.Edit edit) {
                edited = edited.edited(edit.change());
            } else if (effect instanceof Effect.SlowBody body) {
                slow = body.time();
            }
        }
        Answer last = edited;
        Duration time = slow;
        return onEventLoop(Mono.defer(() -> write(last, time)));
    }

    private Mono<Void> write(Answer answer, Duration slow) {
        byte[] body = answer.body();
        response.status(answer.status());
        answer.headers().forEach(response::header);
        response.header("Content-Length", Integer.toString(body.length));
        return slow.isZero()
                ? response.sendByteArray(Mono.just(body)).then()
                : response.send(pieces(body, slow).map(Unpooled::wrappedBuffer), piece -> true)
                        .then();
    }

    /**
     * An answer that comes from a runner's thread starts on the connection's own: written from elsewhere, one in some
     * hundreds left the connection in a state in which the next request on it was never answered.
     */
    private Mono<Void> onEventLoop(Mono<Void> write) {
        EventLoop loop = connection.channel().eventLoop();
        return loop.inEventLoop() ? write : write.subscribeOn(Schedulers.fromExecutor(loop));
    }

    /** Sends frames as they come; ends when the reader has gone. */
    Mono<Void> events(Flux<Frame> frames) {
        Flux<String> text =
                frames.concatMap(frame -> frame.text().isEmpty() ? this.<String>dropped() : Mono.just(frame.text()), 1);
        return onEventLoop(Mono.defer(() -> response.sse()
                .header("Cache-Control", "no-cache")
                .send(
                        text.as(this::untilClosed)
                                .map(part -> Unpooled.wrappedBuffer(part.getBytes(StandardCharsets.UTF_8))),
                        part -> true)
                .then()));
    }

    /** Closes the connection without a word. */
    Mono<Void> drop() {
        return dropped();
    }

    /** The same source, cancelled when the client closes the connection. */
    <T> Mono<T> untilClosed(Mono<T> source) {
        return source.takeUntilOther(closed());
    }

    private <T> Flux<T> untilClosed(Flux<T> source) {
        return source.takeUntilOther(closed());
    }

    private <T> Mono<T> dropped() {
        return Mono.<T>never().doOnSubscribe(subscription -> connection.dispose());
    }

    @SuppressWarnings("CheckReturnValue") // a sink returns itself
    private Mono<Void> closed() {
        return Mono.create(sink -> {
            ChannelFutureListener listener = future -> sink.success();
            connection.channel().closeFuture().addListener(listener);
            // A connection outlives its requests.
            sink.onDispose(() -> connection.channel().closeFuture().removeListener(listener));
        });
    }

    private static Flux<byte[]> pieces(byte[] body, Duration time) {
        int size = Math.max(1, (body.length + PIECES - 1) / PIECES);
        int count = (body.length + size - 1) / size;
        return Flux.range(0, count)
                .map(i -> Arrays.copyOfRange(body, i * size, Math.min(body.length, (i + 1) * size)))
                .delayElements(time.dividedBy(PIECES));
    }
}
