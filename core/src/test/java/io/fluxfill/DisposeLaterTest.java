package io.fluxfill;

import static io.fluxfill.transport.TestCalls.PATIENCE;
import static io.fluxfill.transport.TestCalls.RESULT;
import static io.fluxfill.transport.TestCalls.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.fill.FilledImage;
import io.fluxfill.image.ImageSource;
import io.fluxfill.storage.Upload;
import io.fluxfill.transport.FakeTransport;
import io.fluxfill.transport.RawServer;
import io.fluxfill.transport.SentMark;
import io.fluxfill.transport.TestCalls;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

@ResourceLock("the global virtual clock")
class DisposeLaterTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final FakeTransport network = new FakeTransport();
    private final FalClient client = FalClient.builder()
            .options(TestCalls.options(URI.create("http://127.0.0.1:1"))
                    .inlineUpTo(0)
                    .build())
            .transport(network)
            .build();

    @Test
    void aSynchronousRunMayEnd() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (RawServer server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            asked.countDown();
            await(answer);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + RESULT.length() + "\r\n\r\n" + RESULT);
        })) {
            FalClient real = FalClient.create(TestCalls.options(server.uri()).build());
            CompletableFuture<?> run = real.fill(request()).toFuture();
            await(asked);
            CompletableFuture<@Nullable Void> closing =
                    real.disposeLater(PATIENCE).toFuture();
            StepVerifier.create(real.fill(request()))
                    .expectErrorSatisfies(error -> isSafe(error, true))
                    .verify(PATIENCE);
            assertThat(closing).isNotDone();
            answer.countDown();
            closing.get(20, TimeUnit.SECONDS);
            assertThat(run).isCompletedWithValueMatching(result -> result != null);
            assertThat(server.requests()).isEqualTo(1);
            assertThat(real.isDisposed()).isTrue();
        }
    }

    @Test
    void aSynchronousRunIsCancelledByDroppingItsConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch dropped = new CountDownLatch(1);
        try (RawServer server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            asked.countDown();
            if (socket.getInputStream().read() < 0) {
                dropped.countDown();
            }
        })) {
            FalClient real = FalClient.create(
                    TestCalls.options(server.uri()).maxConnections(1).build());
            CompletableFuture<?> run = real.fill(request()).toFuture();
            await(asked);
            CompletableFuture<?> waiting = real.fill(request()).toFuture();
            real.disposeLater(Duration.ZERO).block(PATIENCE);
            await(dropped);
            isSafe(failure(run), false);
            isSafe(failure(waiting), true);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    private static Throwable failure(CompletableFuture<?> run) throws Exception {
        return run.handle((value, error) -> error).get(20, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void isSafe(Throwable error, boolean isSafe) {
        assertThat(error)
                .isInstanceOfSatisfying(
                        ClientClosedException.class,
                        closed -> assertThat(closed.isSafeToResubmit()).isEqualTo(isSafe))
                .hasMessageContaining("the client is being closed");
    }

    private void keepOpen(Mono<Void> until) {
        var unused = client.runningWork()
                .admit("It", until, () -> new ClientClosedException("left", FalException.Origin.LOCAL, null))
                .subscribe();
    }

    @Test
    void uploadsAreRefusedAndDownloadsAreNot() {
        Sinks.Empty<Void> run = Sinks.empty();
        Sinks.One<String> picture = Sinks.one();
        keepOpen(run.asMono());
        AtomicBoolean closed = new AtomicBoolean();
        var closing = client.disposeLater(PATIENCE).subscribe(v -> {}, e -> {}, () -> closed.set(true));
        assertThat(closing.isDisposed()).isFalse();
        StepVerifier.create(client.storage().upload(PNG))
                .expectErrorSatisfies(error -> isSafe(error, true))
                .verify(PATIENCE);
        StepVerifier.create(
                        client.storage().uploadWithProgress(Upload.bytes(PNG).build()))
                .expectErrorSatisfies(error -> isSafe(error, true))
                .verify(PATIENCE);
        assertThat(network.attempts()).isEmpty();
        network.answers(picture.asMono());
        StepVerifier.create(client.storage().download(image()))
                .then(() -> run.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST))
                .then(() -> assertThat(closed).isFalse())
                .then(() -> picture.emitValue("pixels", Sinks.EmitFailureHandler.FAIL_FAST))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(closed).isTrue();
        assertThat(client.isDisposed()).isTrue();
    }

    private static FilledImage image() {
        return new FilledImage("https://v3.fal.media/files/a.png", null, null, null, null, null, false);
    }

    @Test
    void anUploadWithinARunBelongsToIt() {
        Sinks.Empty<Void> gate = Sinks.empty();
        Endpoint<String, Object> endpoint = Endpoint.<String, Object, Object>of(
                "acme/painter",
                Map.class,
                (input, images) -> gate.asMono()
                        .then(images.urlOf("image_url", ImageSource.bytes(PNG)))
                        .map(url -> Map.of("image_url", url)),
                Object.class,
                output -> output);
        network.fails(new AuthenticationException("refused", FalException.Origin.LOCAL, null));
        StepVerifier.create(client.run(endpoint, "x"))
                .then(() -> {
                    var unused = client.disposeLater(PATIENCE).subscribe();
                })
                .then(() -> gate.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST))
                .expectError(AuthenticationException.class)
                .verify(PATIENCE);
        assertThat(network.attempts()).as("the upload was sent").hasSize(1);
    }

    @Test
    void disposingIsImmediateWhateverRuns() {
        keepOpen(Mono.never());
        client.dispose();
        assertThat(client.isDisposed()).isTrue();
        StepVerifier.create(client.fill(request()))
                .expectErrorSatisfies(error -> isSafe(error, true))
                .verify(PATIENCE);
    }

    @Test
    void withoutAWordWhatRunsHasTwentySeconds() {
        AtomicInteger told = new AtomicInteger();
        StepVerifier.withVirtualTime(() -> {
                    var unused = client.runningWork()
                            .admit("It", Mono.never(), () -> {
                                told.incrementAndGet();
                                return new ClientClosedException("left", FalException.Origin.LOCAL, null);
                            })
                            .onErrorComplete()
                            .subscribe();
                    return client.disposeLater();
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(19_999))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(told).hasValue(1);
    }

    @Test
    void whatIsSaidToBeUnsentIsNotWrittenAfterAll() {
        int said = 0;
        for (int i = 0; i < 10_000; i++) {
            SentMark mark = new SentMark();
            AtomicBoolean written = new AtomicBoolean();
            AtomicBoolean isSent = new AtomicBoolean();
            RaceTestUtils.race(() -> written.set(mark.beforeWrite()), () -> isSent.set(mark.leave()));
            assertThat(isSent.get()).isEqualTo(written.get());
            said += written.get() ? 1 : 0;
        }
        assertThat(said).as("the race is one").isBetween(1, 9_999);
        SentMark refused = new SentMark();
        assertThat(List.of(refused.beforeWrite(), refused.beforeWrite())).containsExactly(true, true);
        refused.refused(new RateLimitedException("x", null, FalException.Origin.LOCAL, null));
        assertThat(refused.leave()).isFalse();
    }
}
