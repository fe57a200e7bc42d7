package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.PATIENCE;
import static io.fluxfill.transport.TestCalls.RESULT;
import static io.fluxfill.transport.TestCalls.call;
import static io.fluxfill.transport.TestCalls.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.error.FalException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call.Operation;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.netty.http.client.HttpClient;
import reactor.test.StepVerifier;

class BrokenConnectionTest {
    private static final RawServer.Script OK = RawServer.answer("HTTP/1.1 200 OK", RESULT);

    /** Ways to lose a connection. */
    enum Loss implements RawServer.Script {
        FIN_AFTER_THE_REQUEST {
            @Override
            public void serve(RawServer server, java.net.Socket socket) throws IOException {
                server.readRequest(socket);
            }
        },
        RST_AFTER_THE_REQUEST {
            @Override
            public void serve(RawServer server, java.net.Socket socket) throws IOException {
                server.readRequest(socket);
                RawServer.reset(socket);
            }
        },
        FIN_WITHIN_THE_HEADERS {
            @Override
            public void serve(RawServer server, java.net.Socket socket) throws IOException {
                server.readRequest(socket);
                RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Le");
            }
        },
        FIN_WITHIN_THE_BODY {
            @Override
            public void serve(RawServer server, java.net.Socket socket) throws IOException {
                server.readRequest(socket);
                RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"images\":");
            }
        },
        RST_WITHIN_THE_BODY {
            @Override
            public void serve(RawServer server, java.net.Socket socket) throws IOException {
                server.readRequest(socket);
                RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"images\":");
                RawServer.reset(socket);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPostWhoseAnswerGotLostIsSentOnce(Loss loss) throws IOException {
        try (RawServer server = new RawServer(loss)) {
            FalClient client = client(server.uri(), http -> http.disableRetry(false));
            StepVerifier.create(client.fill(request()))
                    .expectErrorSatisfies(error -> {
                        assertThat(error)
                                .isInstanceOf(OutcomeUnknownException.class)
                                .hasMessageContaining("not sent again");
                        assertThat(((OutcomeUnknownException) error).isSafeToResubmit())
                                .isFalse();
                    })
                    .verifyThenAssertThat(PATIENCE)
                    .hasNotDroppedErrors();
            client.dispose();
            assertThat(server.requests()).isEqualTo(1);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGetWhoseAnswerGotLostIsSentAgain(Loss loss) throws IOException {
        try (RawServer server = new RawServer(loss, loss, OK)) {
            FalClient client = client(server.uri());
            StepVerifier.create(
                            client.transport().exchange(call(Operation.STATUS).build()))
                    .expectNextCount(1)
                    .expectComplete()
                    .verifyThenAssertThat(PATIENCE)
                    .hasNotDroppedErrors();
            client.dispose();
            assertThat(server.requests()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPostOnAConnectionThatWasUsedBeforeIsSentOnceToo(Loss loss) throws IOException {
        try (RawServer server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + RESULT.length() + "\r\n\r\n" + RESULT);
            loss.serve(raw, socket);
        })) {
            FalClient client = FalClient.builder()
                    .options(TestCalls.options(server.uri()).maxConnections(1).build())
                    .httpClient(http -> http.disableRetry(false))
                    .build();
            StepVerifier.create(client.fill(request()).then(client.fill(request())))
                    .expectError(OutcomeUnknownException.class)
                    .verify(PATIENCE);
            client.dispose();
            assertThat(server.requests()).isEqualTo(2);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatIsClosedAtOnceIsNotTakenForARefusal() throws IOException {
        try (RawServer server = new RawServer((raw, socket) -> RawServer.reset(socket))) {
            FalClient client = client(server.uri());
            StepVerifier.create(
                            client.transport().exchange(call(Operation.STATUS).build()))
                    .expectError(TransportException.class)
                    .verify(PATIENCE);
            client.dispose();
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void whatIsNotHttpIsNotAskedAgain() throws IOException {
        try (RawServer server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "SSH-2.0-OpenSSH_9.6\r\n\r\n");
        })) {
            FalClient client = client(server.uri());
            StepVerifier.create(
                            client.transport().exchange(call(Operation.STATUS).build()))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(ReplyFormatException.class)
                            .hasMessageContaining("not HTTP"))
                    .verify(PATIENCE);
            StepVerifier.create(client.fill(request()))
                    .expectError(OutcomeUnknownException.class)
                    .verify(PATIENCE);
            client.dispose();
            assertThat(server.requests()).isEqualTo(2);
        }
    }

    @Test
    void aRefusedConnectionIsTriedAgain() throws IOException {
        RawServer gone = new RawServer(OK);
        URI uri = gone.uri();
        gone.close();
        gone.awaitClosed();
        notWritten(uri, "refused");
    }

    @Test
    void anUnknownHostIsTriedAgain() {
        notWritten(URI.create("https://fal.invalid"), "fal.invalid");
    }

    @Test
    void aServerWithoutTlsIsTriedAgain() throws IOException {
        try (RawServer server = new RawServer((raw, socket) -> {
            // Some bytes of the handshake, so that the answer is not lost in a reset.
            socket.getInputStream().readNBytes(64);
            RawServer.write(socket, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        })) {
            notWritten(URI.create("https://127.0.0.1:" + server.port()), "");
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    private static void notWritten(URI uri, String message) {
        AtomicInteger writes = new AtomicInteger();
        AtomicInteger repeats = new AtomicInteger();
        WriteWatch watch = new WriteWatch() {
            @Override
            public boolean beforeWrite() {
                writes.incrementAndGet();
                return true;
            }

            @Override
            public void refused(FalException why) {
                repeats.incrementAndGet();
            }
        };
        FalClient client = client(uri);
        StepVerifier.create(client.transport()
                        .exchange(call(Operation.SUBMIT)
                                .watch(watch)
                                .body(new byte[] {'{', '}'})
                                .build()))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(TransportException.class, lost -> {
                            assertThat(lost.requestWritten()).isFalse();
                            assertThat(lost.isSafeToResubmit()).isTrue();
                            assertThat(lost).hasMessageContaining(message).hasMessageContaining("Nothing was sent");
                        }))
                .verify(PATIENCE);
        client.dispose();
        assertThat(writes).hasValue(0);
        assertThat(repeats).hasValue(2);
    }

    @Test
    void aCallerWhoLeftBeforeTheWriteEndsTheCall() throws IOException {
        try (RawServer server = new RawServer(OK)) {
            FalClient client = client(server.uri());
            AtomicInteger asked = new AtomicInteger();
            StepVerifier.create(client.transport()
                            .exchange(call(Operation.SUBMIT)
                                    .watch(() -> {
                                        asked.incrementAndGet();
                                        return false;
                                    })
                                    .body(new byte[] {'{', '}'})
                                    .build()))
                    .expectError(io.fluxfill.error.RequestCancelledException.class)
                    .verify(PATIENCE);
            client.dispose();
            assertThat(asked).hasValue(1);
            assertThat(server.requests()).isZero();
        }
    }

    @Test
    void cancellingARunDropsItsConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        try (RawServer server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            asked.countDown();
            try {
                if (socket.getInputStream().read() < 0) {
                    left.countDown();
                }
            } catch (IOException e) {
                left.countDown();
            }
        })) {
            FalClient client = client(server.uri());
            Disposable run = client.fill(request()).subscribe();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            run.dispose();
            assertThat(left.await(10, TimeUnit.SECONDS))
                    .as("the server sees the end")
                    .isTrue();
            client.dispose();
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    private static FalClient client(URI uri) {
        return client(uri, UnaryOperator.identity());
    }

    private static FalClient client(URI uri, UnaryOperator<HttpClient> customizer) {
        return FalClient.builder()
                .options(TestCalls.options(uri).build())
                .httpClient(customizer)
                .build();
    }
}
