package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.PATIENCE;
import static io.fluxfill.transport.TestCalls.RESULT;
import static io.fluxfill.transport.TestCalls.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.error.ClientClosedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;
import reactor.util.context.Context;

class ClosingTest {
    private final HeldCertificate certificate = new HeldCertificate.Builder()
            .addSubjectAlternativeName("127.0.0.1")
            .addSubjectAlternativeName("localhost")
            .build();

    @Test
    void disposingEndsWhatRunsAndWhatWaitsAndWhatComesLater() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawServer server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            asked.countDown();
            socket.getInputStream().read();
        })) {
            FalClient client = FalClient.create(
                    TestCalls.options(server.uri()).maxConnections(1).build());
            // Which of the two gets the only connection is up to the pool.
            StepVerifier.create(Flux.merge(safety(client), safety(client))
                            .doOnSubscribe(s -> disposeAfter(asked, client))
                            .sort())
                    .expectNext(false, true)
                    .expectComplete()
                    .verifyThenAssertThat(PATIENCE)
                    .hasNotDroppedErrors();
            assertThat(client.isDisposed()).isTrue();
            StepVerifier.create(safety(client))
                    .expectNext(true)
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(server.requests()).isEqualTo(1);
            client.dispose();
        }
    }

    /** Ends as a closed client does, and emits whether it may be sent again. */
    private static Mono<Boolean> safety(FalClient client) {
        return client.fill(request())
                .flatMap(result -> Mono.<Boolean>error(new AssertionError("answered")))
                .onErrorResume(ClientClosedException.class, error -> Mono.just(error.isSafeToResubmit()));
    }

    /** Emits what it ended with, as text. */
    private static Mono<String> end(FalClient client) {
        return client.fill(request())
                .map(result -> "answered")
                .onErrorResume(error -> Mono.just(error.getClass().getSimpleName()));
    }

    private static void disposeAfter(CountDownLatch asked, FalClient client) {
        Thread thread = new Thread(() -> {
            try {
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            client.dispose();
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void http2IsSpokenWithEveryCallOnOneConnection() throws Exception {
        try (MockWebServer server = secure(Protocol.HTTP_2, Protocol.HTTP_1_1)) {
            FalClient client = client(server, trusting());
            for (int i = 0; i < 3; i++) {
                server.enqueue(new MockResponse.Builder()
                        .addHeader("x-fal-request-id", "id-" + i)
                        .body(RESULT)
                        .build());
            }
            StepVerifier.create(
                            client.fill(request()).then(client.fill(request())).then(client.fill(request())))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(PATIENCE);
            for (int i = 0; i < 3; i++) {
                RecordedRequest sent = server.takeRequest();
                assertThat(sent.getVersion()).isEqualTo("HTTP/2");
                assertThat(sent.getConnectionIndex()).isZero();
                assertThat(sent.getHeaders().get("authorization")).isEqualTo("Key " + TestCalls.KEY);
                assertThat(sent.getBodySize()).isPositive();
            }
            client.dispose();
        }
    }

    @Test
    void headersOfTheSizeThatFalAllowsAreReadOverHttp2() throws Exception {
        try (MockWebServer server = secure(Protocol.HTTP_2, Protocol.HTTP_1_1)) {
            FalClient client = client(server, trusting());
            server.enqueue(new MockResponse.Builder()
                    .addHeader("x-fal-runner-hints", "h".repeat(15_000))
                    .body(RESULT)
                    .build());
            StepVerifier.create(client.fill(request()))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(PATIENCE);
            client.dispose();
        }
    }

    @Test
    void whateverDisposingMeetsItEnds() throws IOException {
        try (RawServer server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            socket.getInputStream().read();
        })) {
            for (int i = 0; i < 200; i++) {
                FalClient client =
                        FalClient.create(TestCalls.options(server.uri()).build());
                Sinks.One<String> end = Sinks.one();
                Mono<String> run = end(client).doOnNext(how -> end.emitValue(how, Sinks.EmitFailureHandler.FAIL_FAST));
                RaceTestUtils.race(
                        () -> {
                            var unused = run.subscribe();
                        },
                        client::dispose);
                StepVerifier.create(end.asMono())
                        .expectNext("ClientClosedException")
                        .expectComplete()
                        .verify(PATIENCE);
            }
        }
    }

    @Test
    void http11IsSpokenWhereThereIsNothingElse() throws Exception {
        try (MockWebServer server = secure(Protocol.HTTP_1_1)) {
            FalClient client = client(server, trusting());
            server.enqueue(new MockResponse.Builder().body(RESULT).build());
            StepVerifier.create(client.fill(request()))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(server.takeRequest().getVersion()).isEqualTo("HTTP/1.1");
            client.dispose();
        }
    }

    @Test
    void aServerThatNobodyVouchesForGetsNothing() throws Exception {
        try (MockWebServer server = secure(Protocol.HTTP_2, Protocol.HTTP_1_1)) {
            FalClient client = client(server, UnaryOperator.identity());
            StepVerifier.create(client.fill(request()))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOfSatisfying(
                                    io.fluxfill.error.TransportException.class,
                                    refused ->
                                            assertThat(refused.requestWritten()).isFalse()))
                    .verify(PATIENCE);
            client.dispose();
        }
    }

    @Test
    void disposingEndsWhatRunsOverHttp2() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (MockWebServer server = secure(Protocol.HTTP_2, Protocol.HTTP_1_1)) {
            server.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    asked.countDown();
                    return new MockResponse.Builder()
                            .headersDelay(2, TimeUnit.MINUTES)
                            .build();
                }
            });
            FalClient client = client(server, trusting());
            StepVerifier.create(safety(client).doOnSubscribe(s -> disposeAfter(asked, client)))
                    .expectNext(false)
                    .expectComplete()
                    .verifyThenAssertThat(PATIENCE)
                    .hasNotDroppedErrors();
        }
    }

    @Test
    void disposeLaterWaitsForCompensations() {
        FalClient client = FalClient.create(
                TestCalls.options(URI.create("http://127.0.0.1:1")).build());
        Sinks.Empty<Void> end = Sinks.empty();
        client.compensations().start(end.asMono(), Context.empty());
        StepVerifier.create(client.disposeLater())
                .expectSubscription()
                .then(() -> assertThat(client.isDisposed()).isFalse())
                .then(() -> end.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(client.isDisposed()).isTrue();
        assertThat(client.compensations().running()).isZero();
        StepVerifier.create(client.disposeLater()).expectComplete().verify(Duration.ofSeconds(5));
    }

    private MockWebServer secure(Protocol... protocols) throws IOException {
        MockWebServer server = new MockWebServer();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.setProtocols(List.of(protocols));
        server.start(InetAddress.getLoopbackAddress(), 0);
        return server;
    }

    private UnaryOperator<HttpClient> trusting() {
        SslProvider.GenericSslContextSpec<?> trusting =
                Http2SslContextSpec.forClient().configure(builder -> builder.trustManager(certificate.certificate()));
        return http -> http.secure(spec -> spec.sslContext(trusting));
    }

    private static FalClient client(MockWebServer server, UnaryOperator<HttpClient> customizer) {
        return FalClient.builder()
                .options(TestCalls.options(URI.create("https://127.0.0.1:" + server.getPort()))
                        .build())
                .httpClient(customizer)
                .build();
    }
}
