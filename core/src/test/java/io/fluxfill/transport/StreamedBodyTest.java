package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.KEY;
import static io.fluxfill.transport.TestCalls.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ClientOptions;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call.Operation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class StreamedBodyTest {
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    private <T> Mono<T> using(ClientOptions.Builder options, java.util.function.Function<Transport, Mono<T>> work) {
        return Mono.using(
                () -> Transport.netty(options.build(), http -> http.headers(h -> h.set("Authorization", "mine"))),
                work,
                Transport::dispose);
    }

    private static Call<byte[]> put(URI uri, Body body) {
        return Call.elsewhere(Operation.UPLOAD, "PUT", uri, bytes -> bytes)
                .body(body)
                .build();
    }

    private static Body body(long length, boolean repeatable, Flux<ByteBuffer> content) {
        return Body.stream("image/png", length, repeatable, content);
    }

    private static Flux<ByteBuffer> chunks(int count, int size) {
        return Flux.range(0, count).map(i -> ByteBuffer.wrap(new byte[size]));
    }

    @ParameterizedTest
    @ValueSource(longs = {3000, -1})
    void aStreamOfKnownOrUnknownLengthArrivesWhole(long length) throws Exception {
        server.enqueue(new MockResponse.Builder().code(200).build());
        Body body = body(length, true, chunks(3, 1000));
        StepVerifier.create(using(
                        TestCalls.options(uri()), network -> network.exchange(put(uri().resolve("/x?sig=1"), body))))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        RecordedRequest sent = Objects.requireNonNull(server.takeRequest());
        assertThat(sent.getBodySize()).isEqualTo(3000);
        assertThat(sent.getHeaders().get("Content-Length")).isEqualTo(length < 0 ? null : "3000");
        assertThat(sent.getHeaders().get("Content-Type")).isEqualTo("image/png");
    }

    @Test
    void whoeverItGoesToSeesNoAuthorization() throws Exception {
        server.enqueue(new MockResponse.Builder().code(200).build());
        server.enqueue(new MockResponse.Builder().code(200).body("{}").build());
        StepVerifier.create(using(
                        TestCalls.options(uri()),
                        network -> network.exchange(put(uri(), body(2, true, chunks(1, 2))))
                                .then(network.exchange(
                                        TestCalls.call(Operation.STATUS).build()))))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(Objects.requireNonNull(server.takeRequest()).getHeaders().get("Authorization"))
                .isNull();
        assertThat(Objects.requireNonNull(server.takeRequest()).getHeaders().values("Authorization"))
                .containsExactly("Key " + KEY);
    }

    @Test
    void aLargeJsonLeavesInPartsAndWhole() throws Exception {
        server.enqueue(new MockResponse.Builder().code(200).body("{}").build());
        byte[] json = new byte[300_001];
        StepVerifier.create(using(
                        TestCalls.options(uri()),
                        network -> network.exchange(
                                TestCalls.call(Operation.SUBMIT).body(json).build())))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        RecordedRequest sent = Objects.requireNonNull(server.takeRequest());
        assertThat(sent.getBodySize()).isEqualTo(json.length);
        assertThat(sent.getHeaders().get("Content-Length")).isEqualTo("300001");
    }

    @Test
    void whatCanBeReadOnceIsSentOnce() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "0")
                .build());
        AtomicInteger subscriptions = new AtomicInteger();
        Flux<ByteBuffer> once = chunks(1, 10).doOnSubscribe(any -> subscriptions.incrementAndGet());
        StepVerifier.create(using(
                        TestCalls.options(uri()), network -> network.exchange(put(uri(), body(10, false, once)))))
                .expectError(RateLimitedException.class)
                .verify(PATIENCE);
        assertThat(subscriptions).hasValue(1);
    }

    @Test
    void whatCanBeReadAgainIsSentAgain() {
        server.enqueue(new MockResponse.Builder().code(503).build());
        server.enqueue(new MockResponse.Builder().code(200).build());
        StepVerifier.create(using(
                        TestCalls.options(uri()),
                        network -> network.exchange(put(uri(), body(10, true, chunks(1, 10))))))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aReceiverThatTakesNothingEndsTheUploadAndNamesTheOption() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI there = URI.create("http://127.0.0.1:" + deaf.getLocalPort());
            StepVerifier.create(using(
                            TestCalls.options(there)
                                    .idleTimeout(Duration.ofMillis(300))
                                    .maxAttempts(1),
                            network -> network.exchange(put(there, body(-1, true, chunks(100_000, 10_000))))))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(TransportException.class)
                            .hasMessageContaining("took nothing")
                            .hasMessageContaining("idleTimeout"))
                    .verifyThenAssertThat(PATIENCE)
                    .hasNotDroppedErrors();
        }
    }

    @Test
    void aReceiverThatIsSlowIsNotCut() throws IOException {
        int megabytes = 60;
        try (RawServer slow = new RawServer((raw, socket) -> {
            readSlowly(socket, megabytes);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        })) {
            Body body = body(megabytes * 1_000_000L, true, chunks(megabytes * 100, 10_000));
            StepVerifier.create(using(
                            TestCalls.options(slow.uri())
                                    .idleTimeout(Duration.ofMillis(800))
                                    .maxAttempts(1),
                            network -> network.exchange(put(slow.uri(), body))))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    /** Takes longer for all of it than the sender may be idle, and more than the socket's buffers hold. */
    private static void readSlowly(Socket socket, int megabytes) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < megabytes; i++) {
            assertThat(socket.getInputStream().readNBytes(1_000_000)).hasSize(1_000_000);
            try {
                assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @Test
    void aBodyThatFailsEndsTheCallWithItsReason() {
        Flux<ByteBuffer> failing = chunks(1, 10).concatWith(Mono.error(new IOException("the disk is gone")));
        StepVerifier.create(using(
                        TestCalls.options(uri()).maxAttempts(1),
                        network -> network.exchange(put(uri(), body(20, true, failing)))))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("the disk is gone"))
                .verify(PATIENCE);
    }

    @Test
    void nothingGoesToAnotherMachineInClearText() {
        URI there = URI.create("http://pictures.example/x?sig=secret");
        StepVerifier.create(using(
                        TestCalls.options(uri()),
                        network -> network.exchange(put(there, body(10, true, chunks(1, 10))))))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("allowCleartext")
                        .hasMessageContaining("pictures.example")
                        .hasMessageNotContaining("secret"))
                .verify(PATIENCE);
    }
}
