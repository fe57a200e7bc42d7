package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.KEY;
import static io.fluxfill.transport.TestCalls.PATIENCE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ClientOptions;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call.Operation;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class EventStreamTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n";
    private static final String TWO = "data: 1\n\ndata: 2\n\n";
    private static final String SMALL =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    private @Nullable RawServer server;
    private @Nullable Transport transport;

    @AfterEach
    void stop() throws IOException {
        if (transport != null) {
            transport.dispose();
        }
        if (server != null) {
            server.close();
        }
    }

    private Flux<ServerEvent> events(UnaryOperator<ClientOptions.Builder> change, RawServer.Script... scripts) {
        server = new RawServer(scripts);
        transport =
                Transport.netty(change.apply(TestCalls.options(server.uri())).build(), UnaryOperator.identity());
        return transport.events(call());
    }

    private static Call<?> call() {
        return stream().build();
    }

    private static Call.Builder<?> stream() {
        return Call.to(
                        Operation.STREAM,
                        "GET",
                        Call.Origin.QUEUE,
                        "/a/b/requests/r/status/stream",
                        JsonCodec.document())
                .handle(new RequestHandle("a/b", "r"));
    }

    private static RawServer.Script sends(String answer) {
        return (raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, answer);
        };
    }

    private static void holds(Socket socket) throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void eventsComeAsTheyAreSentAndEndWithTheStream() {
        StepVerifier.create(events(options -> options, sends(HEAD + "data: 1\n\n: alive\n\ndata: 2\n\n"))
                        .map(ServerEvent::data))
                .expectNext("1", "2")
                .expectComplete()
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
    }

    @Test
    void whoHearsThatAStreamHasEndedFindsItsRoom() {
        events(options -> options.maxOpenStreams(1), sends(HEAD + "data: 1\n\n"), sends(HEAD + "data: 2\n\n"));
        Flux<String> stream = requireNonNull(transport)
                .events(stream().onlyIfRoom(true).build())
                .map(ServerEvent::data);
        StepVerifier.create(stream.concatWith(stream))
                .expectNext("1", "2")
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void theCallAsksForEventsWithTheKey() throws Exception {
        StringBuilder head = new StringBuilder();
        StepVerifier.create(events(options -> options, (raw, socket) -> {
                    int next;
                    while (head.indexOf("\r\n\r\n") < 0
                            && (next = socket.getInputStream().read()) >= 0) {
                        head.append((char) next);
                    }
                    RawServer.write(socket, HEAD);
                }))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(head.toString().toLowerCase(java.util.Locale.ROOT))
                .contains("accept: text/event-stream\r\n", "authorization: key " + KEY + "\r\n")
                .doesNotContain("application/json");
    }

    @Test
    void anErrorInWordsIsSaid() {
        StepVerifier.create(events(
                        options -> options,
                        sends("HTTP/1.1 404 Not Found\r\nContent-Length: 22\r\n\r\n{\"status\":\"NOT_FOUND\"}")))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(RequestNotFoundException.class)
                        .hasMessageContaining("NOT_FOUND"))
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
    }

    @Test
    void anAnswerThatIsNoStreamIsSaid() {
        StepVerifier.create(events(options -> options, sends(SMALL)))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(ReplyFormatException.class)
                        .hasMessageContaining("no event stream"))
                .verify(PATIENCE);
    }

    @Test
    void whatWasCompleteBeforeTheBreakIsDeliveredAndTheStreamIsNotBegunAgain() {
        StepVerifier.create(events(options -> options, (raw, socket) -> {
                            raw.readRequest(socket);
                            RawServer.write(
                                    socket,
                                    HEAD.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n") + "12\r\n" + TWO
                                            + "\r\n");
                        })
                        .map(ServerEvent::data))
                .expectNext("1", "2")
                .expectError(TransportException.class)
                .verify(PATIENCE);
        assertThat(requests()).isEqualTo(1);
    }

    @Test
    void aStreamThatBrokeBeforeItsFirstEventIsBegunAgain() {
        StepVerifier.create(events(
                                options -> options,
                                (raw, socket) -> raw.readRequest(socket),
                                sends(HEAD + "data: 1\n\n"))
                        .map(ServerEvent::data))
                .expectNext("1")
                .expectComplete()
                .verify(PATIENCE);
        assertThat(requests()).isEqualTo(2);
    }

    @Test
    void aSilentStreamEndsAndNamesItsOption() {
        StepVerifier.create(events(
                        options ->
                                options.streamIdleTimeout(Duration.ofSeconds(2)).maxAttempts(1),
                        (raw, socket) -> {
                            raw.readRequest(socket);
                            RawServer.write(socket, HEAD + "data: 1\n\n");
                            holds(socket);
                        }))
                .expectNextCount(1)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("streamIdleTimeout"))
                .verify(PATIENCE);
    }

    @Test
    void commentsKeepAStreamAlive() {
        StepVerifier.create(events(options -> options.streamIdleTimeout(Duration.ofSeconds(1)), (raw, socket) -> {
                            raw.readRequest(socket);
                            RawServer.write(socket, HEAD);
                            CountDownLatch never = new CountDownLatch(1);
                            for (int i = 0; i < 15; i++) {
                                RawServer.write(socket, ": alive\n");
                                pause(never);
                            }
                            RawServer.write(socket, "data: 1\n\n");
                        })
                        .map(ServerEvent::data))
                .expectNext("1")
                .expectComplete()
                .verify(PATIENCE);
    }

    private static void pause(CountDownLatch never) throws IOException {
        try {
            assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void anEventWithoutAnEndIsCutAndNamesItsOption() {
        StepVerifier.create(events(options -> options.eventLimit(1000), (raw, socket) -> {
                    raw.readRequest(socket);
                    RawServer.write(socket, HEAD + "data: 1\n\n");
                    while (true) {
                        RawServer.write(socket, "data: without an end\n");
                    }
                }))
                .expectNextCount(1)
                .expectErrorSatisfies(error ->
                        assertThat(error).isInstanceOf(TransportException.class).hasMessageContaining("eventLimit"))
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
        assertThat(requests()).isEqualTo(1);
    }

    @Test
    void aCancelClosesTheConnection() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        StepVerifier.create(events(options -> options, (raw, socket) -> {
                            raw.readRequest(socket);
                            RawServer.write(socket, HEAD + "data: 1\n\n");
                            holds(socket);
                            closed.countDown();
                        })
                        .take(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void openStreamsTakeNoConnectionFromCalls() {
        RawServer.Script stream = (raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, HEAD + "data: 1\n\n");
            holds(socket);
        };
        Flux<ServerEvent> events = events(options -> options.maxConnections(1), stream, stream, sends(SMALL));
        Transport network = java.util.Objects.requireNonNull(transport);
        StepVerifier.create(Flux.merge(
                                events.take(1).concatWith(Flux.never()),
                                events.take(1).concatWith(Flux.never()))
                        .take(2)
                        .last()
                        .then(network.exchange(TestCalls.call(Operation.STATUS).build())))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
    }

    private int requests() {
        return java.util.Objects.requireNonNull(server).requests();
    }
}
