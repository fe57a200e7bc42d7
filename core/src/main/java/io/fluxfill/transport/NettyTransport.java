package io.fluxfill.transport;

import io.fluxfill.ClientOptions;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import io.fluxfill.transport.Call.Operation;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/** Calls over Reactor Netty, each sent once. The only class that knows it; no {@code ByteBuf} leaves it. */
final class NettyTransport implements Transport {
    /** fal's answers have up to 16 KB of headers, which is more than Netty takes by itself. */
    private static final int MAX_HEADERS = 64 << 10;

    private final ClientOptions options;
    private final Faults faults;
    private final ReplyReader reader;
    private final ConnectionProvider connections;
    private final ChannelGroup open = new DefaultChannelGroup("fluxfill", GlobalEventExecutor.INSTANCE, true);
    private final HttpClient cleartext;
    private final HttpClient secure;
    private volatile boolean disposed;

    NettyTransport(ClientOptions options, UnaryOperator<HttpClient> customizer) {
        this.options = options;
        faults = new Faults(options);
        reader = new ReplyReader(options, faults);
        connections = ConnectionProvider.builder("fluxfill-calls")
                .maxConnections(options.maxConnections())
                .pendingAcquireMaxCount(options.maxPendingCalls())
                .pendingAcquireTimeout(Duration.ofSeconds(10))
                .maxIdleTime(Duration.ofSeconds(20))
                .evictInBackground(Duration.ofSeconds(30))
                .lifo()
                .build();
        HttpClient base = HttpClient.create(connections)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, options.connectTimeout().toMillis()))
                .httpResponseDecoder(spec -> spec.maxHeaderSize(MAX_HEADERS))
                .compress(true);
        // Upcast: the overload for the concrete type is deprecated.
        GenericSslContextSpec<SslContextBuilder> h2 = Http2SslContextSpec.forClient();
        cleartext = safe(customizer.apply(base.protocol(HttpProtocol.HTTP11)));
        secure = safe(customizer.apply(base.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                .http2Settings(settings -> settings.maxHeaderListSize(MAX_HEADERS))
                .secure(spec -> spec.sslContext(h2))));
    }

    /** What no customizer may change: a POST that is silently sent again is paid twice, and a redirect takes the key along. */
    private HttpClient safe(HttpClient client) {
        return client.disableRetry(true).followRedirect(false).channelGroup(open);
    }

    @Override
    public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
        return Mono.defer(() -> {
            if (disposed) {
                return Mono.error(closed(call));
            }
            WriteGate gate = new WriteGate(call.watch());
            Mono<HttpReply<T>> exchange = send(call, gate)
                    .response((response, content) ->
                            reader.read(call, response.status().code(), headers(response), content.asByteArray()))
                    .single();
            Duration limit = limit(call);
            return (limit == null ? exchange : exchange.timeout(limit, Mono.error(Faults.CallTimeout::new)))
                    .onErrorMap(error -> faults.broken(call, gate, error, disposed));
        });
    }

    @Override
    public Flux<ByteBuffer> bytes(Call<?> call) {
        return Flux.defer(() -> {
            if (disposed) {
                return Flux.error(closed(call));
            }
            WriteGate gate = new WriteGate(call.watch());
            return send(call, gate)
                    .response((response, content) -> {
                        int status = response.status().code();
                        if (call.accepts(status)) {
                            return content.asByteArray().map(ByteBuffer::wrap);
                        }
                        return reader.<ByteBuffer>refusal(call, status, headers(response), content.asByteArray());
                    })
                    .onErrorMap(error -> faults.broken(call, gate, error, disposed));
        });
    }

    private static Map<String, String> headers(HttpClientResponse response) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.responseHeaders().forEach(header -> headers.putIfAbsent(header.getKey(), header.getValue()));
        return headers;
    }

    private HttpClient.ResponseReceiver<?> send(Call<?> call, WriteGate gate) {
        URI uri = uri(call);
        HttpClient client = "http".equalsIgnoreCase(uri.getScheme()) ? cleartext : secure;
        BiFunction<HttpClientRequest, NettyOutbound, Publisher<Void>> sender =
                (request, outbound) -> write(call, gate, request, outbound);
        return client.request(HttpMethod.valueOf(call.method())).uri(uri).send(sender);
    }

    private URI uri(Call<?> call) {
        Call.Origin origin = call.origin();
        if (origin == null) {
            return URI.create(call.address());
        }
        return URI.create((origin == Call.Origin.RUN ? options.runUri() : options.queueUri()) + call.address());
    }

    private Publisher<Void> write(Call<?> call, WriteGate gate, HttpClientRequest request, NettyOutbound outbound) {
        request.header(HttpHeaderNames.USER_AGENT, options.userAgent());
        call.headers().forEach(request::header);
        request.responseTimeout(call.operation() == Operation.RUN ? options.runTimeout() : options.idleTimeout());
        if (call.origin() != null) {
            request.header(HttpHeaderNames.ACCEPT, "application/json");
            request.header(
                    HttpHeaderNames.AUTHORIZATION, "Key " + options.apiKey().reveal());
        }
        byte[] body = call.body();
        if (body != null) {
            request.header(HttpHeaderNames.CONTENT_TYPE, "application/json");
        } else if (!call.method().equals("GET")) {
            request.header(HttpHeaderNames.CONTENT_LENGTH, "0");
        }
        if (disposed) {
            // The pool may still hand out a connection to who waited for one.
            throw new CancellationException("The client was disposed of before the request was written.");
        }
        gate.open();
        return body == null ? outbound : outbound.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)));
    }

    private @Nullable Duration limit(Call<?> call) {
        return switch (call.operation()) {
            case RUN -> options.runTimeout();
            case SUBMIT, STATUS, CANCEL -> options.callTimeout();
            case RESULT, DOWNLOAD -> null;
        };
    }

    private static ClientClosedException closed(Call<?> call) {
        return new ClientClosedException(
                call + " was not sent: the client was disposed of.",
                new FalException.Origin(null, call.handle(), true),
                null);
    }

    @Override
    public void dispose() {
        disposed = true;
        connections.dispose();
        // Each channel fails what runs on it; nobody waits for the sockets themselves.
        var unused = open.close();
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }
}
