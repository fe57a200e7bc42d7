package io.fluxfill.transport;

import io.fluxfill.ClientOptions;
import io.fluxfill.error.FalException;
import io.fluxfill.metrics.ClientMetrics;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * The seam to the network. Everything above it is tested without a socket.
 *
 * <p>An implementation lets {@link Call#admission()} begin each attempt, asks {@link Call#watch()} once per attempt, just
 * before it writes, and writes nothing if that says no. Errors are {@link FalException}s.
 *
 * @since 0.1
 */
public interface Transport extends Disposable {

    /**
     * Sends a call and reads its whole answer. Cold: each subscription sends. Exactly one answer or an error; an answer
     * of a status that the call does not accept is an error. Cancelling drops the connection.
     */
    <T> Mono<HttpReply<T>> exchange(Call<T> call);

    /**
     * Sends a call and passes its body on as it comes, in heap buffers that belong to the receiver. Cold. Backpressure
     * reaches the socket. Cancelling drops the connection.
     */
    Flux<ByteBuffer> bytes(Call<?> call);

    /**
     * Sends a call and passes on the server-sent events of its answer as they come. Cold. Comments keep it alive and are
     * not passed on; silence longer than its limit is an error. Completes when the server ends the stream. Cancelling
     * drops the connection.
     */
    Flux<ServerEvent> events(Call<?> call);

    /**
     * Reactor Netty, with retries of what may be retried.
     *
     * <p>Reactor Netty warns of each connection that breaks after its request was written, on the logger
     * {@code reactor.netty.http.client.HttpClientConnect}. The caller gets the same as an error, so an application loses
     * nothing by setting that logger to {@code ERROR}; the client cannot do it for itself alone.
     *
     * @param customizer changes the HTTP client before safety is applied to it
     */
    static Transport netty(ClientOptions options, UnaryOperator<HttpClient> customizer) {
        return netty(options, customizer, ClientMetrics.NONE);
    }

    /**
     * As {@link #netty(ClientOptions, UnaryOperator)}, and counted.
     *
     * @param metrics learns of each call, and of each retry
     */
    static Transport netty(ClientOptions options, UnaryOperator<HttpClient> customizer, ClientMetrics metrics) {
        ClientMetrics guarded = ClientMetrics.guarded(metrics);
        Transport retrying =
                new RetryingTransport(new NettyTransport(options, customizer), RetryPolicy.of(options), guarded);
        return guarded.equals(ClientMetrics.NONE) ? retrying : new TimedTransport(retrying, guarded);
    }
}
