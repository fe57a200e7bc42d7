package io.fluxfill.transport;

import io.fluxfill.ClientOptions;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.Http2AllocationStrategy;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.logging.AbstractHttpMessageLogFactory;
import reactor.netty.http.logging.HttpMessageArgProvider;
import reactor.netty.http.logging.HttpMessageType;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;
import reactor.netty.tcp.SslProvider.SslContextSpec;
import reactor.netty.transport.AddressUtils;

/** One pool of connections, and the clients that use it: one for plain http, one for TLS. */
final class Connections {
    /** fal's answers have up to 16 KB of headers, which is more than Netty takes by itself. */
    private static final int MAX_HEADERS = 64 << 10;

    /** How long a call waits for a connection to come free. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ConnectionProvider pool;
    private final HttpClient cleartext;
    private final HttpClient secure;
    private final Consumer<SslContextSpec> tls;

    @SuppressWarnings("deprecation") // only Netty 5 will decide on the size of chunks itself
    Connections(String name, int max, ClientOptions options, UnaryOperator<HttpClient> customizer) {
        pool = ConnectionProvider.builder(name)
                // Without strict reuse a burst opens a connection per call, where HTTP/2 has room for all on one.
                .allocationStrategy(Http2AllocationStrategy.builder()
                        .maxConnections(max)
                        .strictConnectionReuse(true)
                        .build())
                .pendingAcquireMaxCount(options.maxPendingCalls())
                .pendingAcquireTimeout(PATIENCE)
                .maxIdleTime(Duration.ofSeconds(20))
                .evictInBackground(Duration.ofSeconds(30))
                .lifo()
                .build();
        HttpClient base = HttpClient.create(pool)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, options.connectTimeout().toMillis()))
                .httpResponseDecoder(spec -> spec.maxHeaderSize(MAX_HEADERS).maxChunkSize(64 << 10))
                .http2Settings(settings -> settings.maxHeaderListSize(MAX_HEADERS))
                .httpMessageLogFactory(new QuietLog())
                .headers(headers -> headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.GZIP));
        // Upcast: the overload for the concrete type is deprecated.
        GenericSslContextSpec<SslContextBuilder> h2 = Http2SslContextSpec.forClient();
        Duration handshake = options.connectTimeout();
        cleartext = customizer.apply(base.protocol(options.h2c() ? HttpProtocol.H2C : HttpProtocol.HTTP11));
        tls = spec -> spec.sslContext(h2).handshakeTimeout(handshake);
        secure = customizer.apply(
                base.protocol(HttpProtocol.H2, HttpProtocol.HTTP11).secure(tls));
    }

    /**
     * The client of one origin. What its calls have in common, but for the headers, is settled here, so that each of them
     * has only its path to say.
     */
    HttpClient of(URI origin) {
        String host = origin.getHost();
        boolean isPlain = "http".equalsIgnoreCase(origin.getScheme());
        int port = origin.getPort() >= 0 ? origin.getPort() : isPlain ? 80 : 443;
        InetSocketAddress address =
                AddressUtils.createUnresolved(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
        HttpClient client = client(origin);
        // What has only a path goes by TLS or not as its client does, and a customizer may have changed that.
        HttpClient matching =
                isPlain ? client.noSSL() : client.configuration().isSecure() ? client : client.secure(tls);
        HttpClient based = matching.remoteAddress(() -> address);
        // A base URL of a customizer would lead what has only a path elsewhere.
        return based.configuration().baseUrl() == null ? based : based.baseUrl("/");
    }

    HttpClient client(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme()) ? cleartext : secure;
    }

    void dispose() {
        pool.dispose();
    }

    /** What Reactor Netty logs of messages at debug: no reasons and no headers, since a server may say the key in both. */
    private static final class QuietLog extends AbstractHttpMessageLogFactory {
        @Override
        public String common(HttpMessageArgProvider message) {
            HttpMessageType type = message.httpMessageType();
            return type == HttpMessageType.RESPONSE || type == HttpMessageType.FULL_RESPONSE
                    ? type + " " + message.status().substring(0, 3)
                    : type.toString();
        }
    }
}
