package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call.Operation;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;
import reactor.test.StepVerifier;

class Http2Test {
    private static HttpClient trusting(HttpClient http) {
        return http.secure(spec -> spec.sslContext(upcast(Http2SslContextSpec.forClient()
                .configure(ssl -> ssl.trustManager(InsecureTrustManagerFactory.INSTANCE)))));
    }

    private static GenericSslContextSpec<SslContextBuilder> upcast(GenericSslContextSpec<SslContextBuilder> spec) {
        return spec;
    }

    private static HttpServer secure(HttpServer server) {
        HeldCertificate held = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        return server.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                .secure(spec -> spec.sslContext(
                        upcast(Http2SslContextSpec.forServer(held.keyPair().getPrivate(), held.certificate()))));
    }

    @ParameterizedTest
    @CsvSource({"100, 1", "10, 5"})
    void aBurstOpensAsFewConnectionsAsThePeersStreamLimitAllows(int streams, int expected) {
        Set<String> connections = ConcurrentHashMap.newKeySet();
        Sinks.Empty<Void> all = Sinks.empty();
        Sinks.Many<Integer> arrived = Sinks.many().multicast().onBackpressureBuffer(1000, false);
        DisposableServer server = secure(HttpServer.create().host("127.0.0.1").port(0))
                .http2Settings(settings -> settings.maxConcurrentStreams(streams))
                .handle((request, response) -> {
                    connections.add(String.valueOf(request.remoteAddress()));
                    synchronized (arrived) {
                        arrived.tryEmitNext(1).orThrow();
                    }
                    return response.sendString(all.asMono().then(Mono.just("{}")));
                })
                .bindNow();
        Transport transport = Transport.netty(
                TestCalls.options(URI.create("https://127.0.0.1:" + server.port()))
                        .build(),
                Http2Test::trusting);
        try {
            Mono<Void> together = arrived.asFlux()
                    .take(50)
                    .then(Mono.fromRunnable(() -> all.tryEmitEmpty().orThrow()));
            StepVerifier.create(Flux.range(0, 50)
                            .flatMap(
                                    i -> transport.exchange(
                                            TestCalls.call(Operation.STATUS).build()),
                                    50,
                                    1)
                            .count()
                            .zipWith(together.thenReturn(true)))
                    .assertNext(done -> assertThat(done.getT1()).isEqualTo(50))
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(connections).hasSize(expected);
        } finally {
            transport.dispose();
            server.disposeNow();
        }
    }

    @Test
    void anUploadGoesOverHttp2Whole() {
        DisposableServer server = secure(HttpServer.create().host("127.0.0.1").port(0))
                .handle((request, response) -> request.receive()
                        .asByteArray()
                        .map(chunk -> chunk.length)
                        .reduce(0, Integer::sum)
                        .flatMapMany(
                                size -> response.sendString(Mono.just("{\"" + request.version() + "\":" + size + "}"))))
                .bindNow();
        URI uri = URI.create("https://127.0.0.1:" + server.port());
        Transport transport = Transport.netty(TestCalls.options(uri).build(), Http2Test::trusting);
        try {
            StepVerifier.create(transport.exchange(Call.elsewhere(Operation.UPLOAD, "PUT", uri, JsonCodec.document())
                            .body(Body.stream(
                                    "image/png",
                                    3_000_000,
                                    true,
                                    Flux.range(0, 300).map(i -> ByteBuffer.wrap(new byte[10_000]))))
                            .build()))
                    .assertNext(reply -> assertThat(reply.body()).containsEntry("HTTP/2.0", 3_000_000))
                    .expectComplete()
                    .verify(PATIENCE);
        } finally {
            transport.dispose();
            server.disposeNow();
        }
    }

    /** Where HTTP/2 is asked for, one connection has room for as many calls as a hundred of HTTP/1.1. */
    @ParameterizedTest
    @CsvSource({"64, 1", "100, 1", "101, 2", "200, 2"})
    void callsOverCleartextHttp2TakeAHundredthOfTheConnections(int maxConnections, int expected) {
        int streams = 10;
        int atOnce = streams * expected;
        Set<String> connections = ConcurrentHashMap.newKeySet();
        Sinks.Empty<Void> all = Sinks.empty();
        AtomicInteger arrived = new AtomicInteger();
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
                .http2Settings(settings -> settings.maxConcurrentStreams(streams))
                .handle((request, response) -> {
                    connections.add(String.valueOf(request.remoteAddress()));
                    if (arrived.incrementAndGet() == atOnce) {
                        all.tryEmitEmpty().orThrow();
                    }
                    return response.sendString(all.asMono().then(Mono.just("{}")));
                })
                .bindNow();
        Transport transport = Transport.netty(
                TestCalls.options(URI.create("http://127.0.0.1:" + server.port()))
                        .h2c(true)
                        .maxConnections(maxConnections)
                        .build(),
                UnaryOperator.identity());
        try {
            int calls = atOnce + streams / 2;
            StepVerifier.create(Flux.range(0, calls)
                            .flatMap(
                                    i -> transport.exchange(
                                            TestCalls.call(Operation.STATUS).build()),
                                    calls,
                                    1)
                            .count())
                    .expectNext((long) calls)
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(connections).hasSize(expected);
        } finally {
            transport.dispose();
            server.disposeNow();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void plainHttpSpeaksHttp2WhenAskedToAndNeverTls(boolean isSecured) {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
                .handle((request, response) ->
                        response.sendString(Mono.just("{\"version\":\"" + request.version() + "\"}")))
                .bindNow();
        URI uri = URI.create("http://127.0.0.1:" + server.port());
        try {
            for (boolean asked : new boolean[] {false, true}) {
                Transport transport = Transport.netty(
                        TestCalls.options(uri).h2c(asked).build(), http -> isSecured ? http.secure() : http);
                StepVerifier.create(transport.exchange(
                                TestCalls.call(Operation.STATUS).build()))
                        .assertNext(reply ->
                                assertThat(reply.body()).containsEntry("version", asked ? "HTTP/2.0" : "HTTP/1.1"))
                        .expectComplete()
                        .verify(PATIENCE);
                transport.dispose();
            }
        } finally {
            server.disposeNow();
        }
    }

    /** It is HTTP/2's word for "not looked at", so not even a submit is in doubt. */
    @ParameterizedTest
    @CsvSource({"2, true", "9, false"})
    void aRefusedStreamIsSentAgain(int refused, boolean isAnswered) throws InterruptedException {
        AtomicInteger streams = new AtomicInteger();
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Channel server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forServer().build(), refusing(streams, refused));
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        URI uri = URI.create("http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
        Transport transport = Transport.netty(TestCalls.options(uri).h2c(true).build(), UnaryOperator.identity());
        try {
            StepVerifier.FirstStep<?> submit = StepVerifier.create(transport.exchange(
                    TestCalls.call(Operation.SUBMIT).body(new byte[] {'{', '}'}).build()));
            if (isAnswered) {
                submit.expectNextCount(1).expectComplete().verify(PATIENCE);
            } else {
                submit.expectErrorSatisfies(error -> {
                            assertThat(error)
                                    .isInstanceOfSatisfying(TransportException.class, failed -> {
                                        assertThat(failed.requestWritten()).isFalse();
                                        assertThat(failed.isSafeToResubmit()).isTrue();
                                    })
                                    .hasMessageContaining("refused the stream");
                        })
                        .verifyThenAssertThat(PATIENCE)
                        .hasNotDroppedErrors();
            }
            assertThat(streams).hasValue(3);
        } finally {
            transport.dispose();
            server.close().sync();
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static ChannelInboundHandlerAdapter refusing(AtomicInteger streams, int refused) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object frame) {
                if (frame instanceof Http2HeadersFrame head) {
                    var unused = streams.incrementAndGet() <= refused
                            ? context.writeAndFlush(
                                    new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM).stream(head.stream()))
                            : answer(context, head);
                }
                ReferenceCountUtil.release(frame);
            }
        };
    }

    private static ChannelFuture answer(ChannelHandlerContext context, Http2HeadersFrame head) {
        var unused = context.write(
                new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")).stream(head.stream()));
        return context.writeAndFlush(
                new DefaultHttp2DataFrame(Unpooled.copiedBuffer("{}", StandardCharsets.UTF_8), true)
                        .stream(head.stream()));
    }
}
