package io.fluxfill.storage;

import static io.fluxfill.transport.TestCalls.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ClientOptions;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.RawServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What happens while the content is on its way. */
class BrokenUploadTest extends UploadFixture {
    private static final String REFUSAL =
            "HTTP/1.1 413 Too Large\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"detail\":\"too big\"}";
    private static final int MUCH = 24 << 20;

    @TempDir
    Path folder;

    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void release() {
        over.countDown();
    }

    private ClientOptions.Builder cdn(RawServer cdn) {
        return server.options().cdnUri(cdn.uri());
    }

    private static void readHead(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        for (int last = 0; last != 0x0d0a0d0a; ) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client left");
            }
            last = last << 8 | next;
        }
    }

    private void waitForTheEnd() {
        try {
            assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Flux<ByteBuffer> much() {
        return Flux.range(0, MUCH >> 20).map(i -> ByteBuffer.allocate(1 << 20));
    }

    @Test
    void aRefusalBeforeTheContentIsOutIsHeard() throws IOException {
        try (RawServer cdn = new RawServer((raw, socket) -> {
            readHead(socket);
            RawServer.write(socket, REFUSAL);
            waitForTheEnd();
        })) {
            storage = storage(cdn(cdn), Multipart.Sizes.DEFAULT);
            FalException error = fails(storage.upload(
                    Upload.stream(much()).repeatable(true).length(MUCH).build()));
            assertThat(error).isInstanceOf(InvalidRequestException.class).hasMessageContaining("too big");
            assertThat(server.steps()).containsExactly("token");
        }
    }

    @Test
    void aReceiverThatStopsEndsAfterTheIdleTimeout() throws IOException {
        try (RawServer cdn = new RawServer((raw, socket) -> {
            readHead(socket);
            waitForTheEnd();
        })) {
            // What is loaded for the first time takes its time.
            succeeds(storage.upload(BYTES), ON_CDN);
            storage = storage(cdn(cdn).idleTimeout(Duration.ofSeconds(2)), Multipart.Sizes.DEFAULT);
            Path file = Files.write(folder.resolve("a.png"), bytes(MUCH));
            FalException error = fails(storage.upload(much()));
            assertThat(error)
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("took nothing for PT2S (option idleTimeout)")
                    .hasMessageContaining("CDN route");
            succeeds(storage.upload(file), SIGNED);
            assertThat(server.only(StorageServer.PUT).body()).isEqualTo(bytes(MUCH));
        }
    }

    @Test
    void aConnectionThatBreaksUnderTheContentIsAnotherRoutesTurn() throws IOException {
        try (RawServer cdn = new RawServer((raw, socket) -> {
            readHead(socket);
            // Its content is read by another thread, which may be late.
            assertThat(socket.getInputStream().read()).isNotNegative();
            RawServer.reset(socket);
        })) {
            storage = storage(cdn(cdn), Multipart.Sizes.DEFAULT);
            AtomicInteger subscriptions = new AtomicInteger();
            Flux<ByteBuffer> counted = much().doOnSubscribe(s -> subscriptions.incrementAndGet());
            assertThat(fails(storage.upload(counted))).isInstanceOf(TransportException.class);
            assertThat(cdn.connections()).isEqualTo(1);
            subscriptions.set(1);
            succeeds(
                    storage.upload(
                            Upload.stream(counted).repeatable(true).length(MUCH).build()),
                    SIGNED);
            assertThat(cdn.connections()).as("each POST was sent once").isEqualTo(2);
            // The reset may come before the content of the POST was begun.
            assertThat(subscriptions.get()).isBetween(2, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "cdn", "initiate fal-cdn-v3", "put fal-cdn-v3", "create", "part 2", "complete"})
    void aCancelAtAnyMomentLeavesTheClientWhole(String step) throws IOException {
        boolean inParts = step.equals("create") || step.equals("part 2") || step.equals("complete");
        storage = storage(server.options(), inParts ? new Multipart.Sizes(0, 100_000, 3) : Multipart.Sizes.DEFAULT);
        Path file = Files.write(folder.resolve("a.png"), BYTES);
        if (step.contains("fal-cdn-v3")) {
            server.refuses(StorageServer.CDN, 500);
        }
        Sinks.Empty<Void> reached = Sinks.empty();
        server.script(step, request -> {
            reached.tryEmitEmpty().orThrow();
            waitForTheEnd();
            return StorageServer.json(500, "{}");
        });
        StepVerifier.create(storage.upload(file).takeUntilOther(reached.asMono()))
                .expectComplete()
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
        over.countDown();
        succeeds(storage.upload(file), inParts ? server.uri() + "/files/a/big.bin" : ON_CDN);
    }

    @Test
    void aCancelStopsTheContent() throws IOException {
        Sinks.Empty<Void> taken = Sinks.empty();
        Sinks.Empty<Void> stopped = Sinks.empty();
        try (RawServer cdn = new RawServer((raw, socket) -> {
            readHead(socket);
            // The content comes after the head, and is not subscribed to before that.
            assertThat(socket.getInputStream().readNBytes(64 << 10)).hasSize(64 << 10);
            taken.tryEmitEmpty().orThrow();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        })) {
            storage = storage(cdn(cdn), Multipart.Sizes.DEFAULT);
            Flux<ByteBuffer> endless = Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.allocate(1 << 10)))
                    .doOnCancel(() -> stopped.tryEmitEmpty().orThrow());
            StepVerifier.create(storage.upload(endless).takeUntilOther(taken.asMono()))
                    .expectComplete()
                    .verify(PATIENCE);
            StepVerifier.create(stopped.asMono()).expectComplete().verify(PATIENCE);
        }
    }

    @Test
    void aFileIsReadNoFartherThanTheConnectionAsks() throws IOException {
        Path file = Files.write(folder.resolve("a.png"), bytes(1 << 20));
        Content content = FileContent.open(file);
        StepVerifier.create(content.read(0, content.length()), 2)
                .assertNext(chunk -> assertThat(chunk.remaining()).isEqualTo(Content.CHUNK))
                .expectNextCount(1)
                .thenCancel()
                .verify(PATIENCE);
        StepVerifier.create(content.read(0, content.length()).map(ByteBuffer::remaining))
                .expectNextCount((1 << 20) / Content.CHUNK)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void whoLeavesWhileAFileIsOpenedDropsNoError() throws IOException {
        Path file = Files.write(folder.resolve("left.png"), BYTES);
        Collection<Throwable> errors = new ConcurrentLinkedQueue<>();
        Hooks.onErrorDropped(errors::add);
        try {
            Random random = new Random(1);
            for (int round = 0; round < 5_000; round++) {
                Disposable running = Upload.file(file).build().content().subscribe(value -> {}, errors::add);
                long end = System.nanoTime() + random.nextInt(60_000);
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                running.dispose();
            }
            StepVerifier.create(Upload.file(file).build().content())
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(PATIENCE);
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(errors).isEmpty();
    }
}
