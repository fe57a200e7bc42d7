package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.PATIENCE;
import static io.fluxfill.transport.TestCalls.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.hygiene.PoolGauges;
import io.fluxfill.transport.Call.Operation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.test.StepVerifier;

/** A cancel gives the connection back, or closes it, at whichever moment it comes. */
class CancelTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: ";

    private final PoolGauges pools = new PoolGauges();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicBoolean reached = new AtomicBoolean();

    /** What the server does until the client leaves. */
    enum Moment {
        BEFORE_THE_CONNECTION(""),
        WITHIN_THE_HANDSHAKE(""),
        BEFORE_THE_ANSWER(""),
        WITHIN_THE_HEADERS("HTTP/1.1 200 OK\r\nContent-Le"),
        WITHIN_THE_BODY(HEAD + "100\r\n\r\n{\"a\":"),
        AT_THE_END_OF_THE_BODY(HEAD + "100\r\n\r\n" + "{\"a\":\"" + "x".repeat(92));

        private final String said;

        Moment(String said) {
            this.said = said;
        }
    }

    /** Ways to ask. */
    enum Way {
        EXCHANGE {
            @Override
            Publisher<?> ask(FalClient client) {
                return client.transport().exchange(call(Operation.STATUS).build());
            }
        },
        RUN {
            @Override
            Publisher<?> ask(FalClient client) {
                return client.fill(TestCalls.request());
            }
        },
        EVENTS {
            @Override
            Publisher<?> ask(FalClient client) {
                return client.transport().events(call(Operation.STREAM).build());
            }
        },
        DOWNLOAD {
            @Override
            Publisher<?> ask(FalClient client) {
                return client.transport()
                        .bytes(Call.download(client.options().queueUri().resolve("/a.png")));
            }
        };

        abstract Publisher<?> ask(FalClient client);
    }

    private FalClient client(URI server) {
        return FalClient.builder()
                .options(TestCalls.options(server)
                        .maxConnections(1)
                        .maxOpenStreams(1)
                        // Who leaves within a handshake leaves it to its time limit.
                        .connectTimeout(Duration.ofSeconds(1))
                        .build())
                .httpClient(pools)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void theServerSeesItsConnectionClosed(Moment moment) throws IOException {
        for (Way way : Way.values()) {
            left.set(0);
            reached.set(false);
            try (RawServer server = new RawServer((raw, socket) -> serve(moment, raw, socket))) {
                boolean isSecure = moment == Moment.WITHIN_THE_HANDSHAKE;
                FalClient client = client(isSecure ? URI.create("https://127.0.0.1:" + server.port()) : server.uri());
                AtomicInteger signals = new AtomicInteger();
                Disposable caller = Flux.from(way.ask(client))
                        .doOnEach(signal -> signals.addAndGet(signal.isOnNext() && way == Way.DOWNLOAD ? 0 : 1))
                        .subscribe(value -> {}, error -> {});
                if (moment != Moment.BEFORE_THE_CONNECTION) {
                    PoolGauges.await(reached::get);
                    assertThat(reached).isTrue();
                }
                caller.dispose();
                pools.awaitNobody();
                PoolGauges.await(() -> pools.allocated() == 0);
                assertThat(pools.allocated()).as("%s at %s", way, moment).isZero();
                if (moment != Moment.BEFORE_THE_CONNECTION) {
                    PoolGauges.await(() -> left.get() == 1);
                    assertThat(left).hasValue(1);
                    assertThat(server.connections()).isEqualTo(1);
                }
                assertThat(server.requests()).isLessThanOrEqualTo(1);
                assertThat(signals).as("nobody is told").hasValue(0);
                client.dispose();
            }
        }
    }

    private void serve(Moment moment, RawServer raw, Socket socket) {
        try {
            if (moment == Moment.WITHIN_THE_HANDSHAKE) {
                socket.getInputStream().readNBytes(64);
            } else {
                raw.readRequest(socket);
                RawServer.write(socket, moment.said);
            }
            reached.set(true);
            while (socket.getInputStream().read() >= 0) {}
        } catch (IOException e) {
            // A reset is an end too.
        } finally {
            left.incrementAndGet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsForAConnectionLeavesNoTrace(Way way) throws IOException {
        try (RawServer server = new RawServer(Fault.HALF_OPEN)) {
            FalClient client = client(server.uri());
            Disposable first = Flux.from(way.ask(client)).subscribe();
            PoolGauges.await(() -> server.requests() == 1);
            Disposable second = Flux.from(way.ask(client)).subscribe();
            PoolGauges.await(() -> pools.pending() == 1);
            assertThat(pools.pending()).isEqualTo(1);
            second.dispose();
            assertThat(pools.acquired()).as("the first goes on").isEqualTo(1);
            first.dispose();
            pools.awaitNobody();
            assertThat(server.requests()).isEqualTo(1);
            client.dispose();
        }
    }

    /** Reactor Netty does not take a cancelled caller out of its queue, and hands it a connection when its turn comes. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoLeftTheQueueIsNotSentWhenItsTurnComes(boolean isClosed) throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        try (RawServer server = new RawServer((raw, socket) -> {
            do {
                raw.readRequest(socket);
                awaitUninterruptibly(go);
                RawServer.write(
                        socket,
                        "HTTP/1.1 200 OK\r\n" + (isClosed ? "Connection: close\r\n" : "")
                                + "Content-Length: 2\r\n\r\n{}");
            } while (!isClosed);
        })) {
            FalClient client = client(server.uri());
            AtomicInteger asked = new AtomicInteger();
            Mono<?> submit = client.transport()
                    .exchange(call(Operation.SUBMIT)
                            .watch(() -> asked.incrementAndGet() > 0)
                            .body(new byte[] {'{', '}'})
                            .build());
            AtomicInteger answered = new AtomicInteger();
            Disposable first = submit.subscribe(reply -> answered.incrementAndGet());
            PoolGauges.await(() -> server.requests() == 1);
            for (int i = 1; i <= 5; i++) {
                int waiting = i;
                Disposable other = submit.subscribe();
                PoolGauges.await(() -> pools.pending() == waiting);
                other.dispose();
            }
            go.countDown();
            // It is behind them in the queue.
            StepVerifier.create(
                            client.transport().exchange(call(Operation.STATUS).build()))
                    .expectNextCount(1)
                    .expectComplete()
                    .verifyThenAssertThat(PATIENCE)
                    .hasNotDroppedErrors();
            pools.awaitNobody();
            assertThat(first.isDisposed()).isTrue();
            assertThat(answered).hasValue(1);
            assertThat(asked).as("nothing was about to be written").hasValue(1);
            assertThat(server.requests()).isEqualTo(2);
            client.dispose();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whileItConnects() throws IOException {
        List<Socket> crowd = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Nobody accepts, and the queue is full: a connection is neither made nor refused.
            boolean isFull = false;
            while (!isFull) {
                Socket socket = new Socket();
                crowd.add(socket);
                try {
                    socket.connect(new InetSocketAddress(deaf.getInetAddress(), deaf.getLocalPort()), 300);
                } catch (SocketTimeoutException e) {
                    isFull = true;
                }
            }
            FalClient client = client(URI.create("http://127.0.0.1:" + deaf.getLocalPort()));
            AtomicInteger signals = new AtomicInteger();
            Disposable caller = Flux.from(Way.RUN.ask(client))
                    .doOnEach(s -> signals.incrementAndGet())
                    .subscribe();
            PoolGauges.await(() -> pools.allocated() == 1);
            caller.dispose();
            pools.awaitNobody();
            assertThat(signals).hasValue(0);
            client.dispose();
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    @Test
    void justBeforeItIsWritten() throws IOException {
        try (RawServer server = new RawServer(Fault.HALF_OPEN)) {
            FalClient client = client(server.uri());
            Disposable.Swap caller = Disposables.swap();
            AtomicBoolean asked = new AtomicBoolean();
            caller.update(client.transport()
                    .exchange(call(Operation.SUBMIT)
                            .watch(() -> {
                                caller.dispose();
                                asked.set(true);
                                return true;
                            })
                            .body(new byte[] {'{', '}'})
                            .build())
                    .subscribe());
            PoolGauges.await(asked::get);
            assertThat(asked).isTrue();
            pools.awaitNobody();
            assertThat(pools.allocated()).isZero();
            client.dispose();
        }
    }

    @Test
    void whileItsBodyIsPartlyWritten() throws IOException {
        try (RawServer server = new RawServer((raw, socket) -> {
            socket.getInputStream().readNBytes(1000);
            reached.set(true);
            while (socket.getInputStream().read() >= 0) {}
            left.incrementAndGet();
        })) {
            FalClient client = client(server.uri());
            AtomicInteger given = new AtomicInteger();
            AtomicBoolean cancelled = new AtomicBoolean();
            Flux<ByteBuffer> endless = Flux.<ByteBuffer>generate(sink -> {
                        given.incrementAndGet();
                        sink.next(ByteBuffer.wrap(new byte[1 << 16]));
                    })
                    .doOnCancel(() -> cancelled.set(true));
            Disposable caller = client.transport()
                    .exchange(Call.elsewhere(Operation.UPLOAD, "PUT", server.uri(), body -> body)
                            .body(Body.stream("image/png", 1L << 40, false, endless))
                            .build())
                    .subscribe();
            PoolGauges.await(() -> reached.get() && given.get() > 2);
            caller.dispose();
            pools.awaitNobody();
            PoolGauges.await(cancelled::get);
            assertThat(cancelled).as("who gives the body is told").isTrue();
            assertThat(pools.allocated()).isZero();
            client.dispose();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXCHANGE", "RUN"})
    void afterTheAnswerTheConnectionIsUsedAgain(Way way) throws IOException {
        try (RawServer server = new RawServer((raw, socket) -> {
            while (true) {
                raw.readRequest(socket);
                RawServer.write(socket, HEAD + TestCalls.RESULT.length() + "\r\n\r\n" + TestCalls.RESULT);
            }
        })) {
            FalClient client = client(server.uri());
            for (int i = 0; i < 3; i++) {
                StepVerifier.create(Flux.from(way.ask(client)).map(any -> 1), 1)
                        .expectNext(1)
                        .thenCancel()
                        .verify(PATIENCE);
                pools.awaitNobody();
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests()).isEqualTo(3);
            client.dispose();
        }
    }

    @Test
    @Timeout(120)
    void tenThousandRandomCancelsLeaveNothingBehind() {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> {
                    long delay = Math.floorMod(request.uri().hashCode() * 31L + System.nanoTime(), 3000L);
                    Flux<String> parts = Flux.range(0, 4)
                            .map(i -> "data: {\"a\":" + i + "}\n\n")
                            .delayElements(Duration.ofNanos(delay * 300));
                    return request.uri().contains("stream")
                            ? response.header("content-type", "text/event-stream")
                                    .sendString(parts)
                            : response.sendString(
                                    Mono.delay(Duration.ofNanos(delay * 1000)).thenMany(parts));
                })
                .bindNow();
        FalClient client = FalClient.builder()
                .options(TestCalls.options(URI.create("http://127.0.0.1:" + server.port()))
                        .maxConnections(16)
                        .maxOpenStreams(16)
                        .build())
                .httpClient(pools)
                .build();
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        AtomicInteger cancelled = new AtomicInteger();
        Flux.range(0, 1_000_000)
                .flatMap(
                        i -> {
                            Publisher<?> asked = switch (i % 4) {
                                case 0 -> Way.EXCHANGE.ask(client);
                                case 1 ->
                                    client.transport()
                                            .events(Call.to(
                                                            Operation.STREAM,
                                                            "GET",
                                                            Call.Origin.QUEUE,
                                                            "/stream",
                                                            JsonCodec.document())
                                                    .build());
                                case 2 -> Way.DOWNLOAD.ask(client);
                                default -> Way.RUN.ask(client);
                            };
                            long micros = random.nextInt(8) == 0 ? 0 : random.nextLong(6000);
                            return Flux.from(asked)
                                    .doOnCancel(cancelled::incrementAndGet)
                                    .onErrorComplete()
                                    .takeUntilOther(
                                            micros == 0 ? Mono.empty() : Mono.delay(Duration.ofNanos(micros * 1000)))
                                    .then(Mono.just(i));
                        },
                        64)
                .takeUntil(i -> cancelled.get() >= 10_000)
                .then()
                .block(Duration.ofSeconds(110));
        pools.awaitNobody();
        assertThat(cancelled).as("seed %d", seed).hasValueGreaterThanOrEqualTo(10_000);
        assertThat(pools.allocated()).isLessThanOrEqualTo(32);
        StepVerifier.create(Way.DOWNLOAD.ask(client))
                .expectNextCount(4)
                .thenCancel()
                .verify(PATIENCE);
        client.dispose();
        server.disposeNow();
    }
}
