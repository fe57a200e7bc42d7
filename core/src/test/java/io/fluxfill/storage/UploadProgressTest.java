package io.fluxfill.storage;

import static io.fluxfill.transport.TestCalls.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.FalException;
import io.fluxfill.error.RequestFailedException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class UploadProgressTest extends UploadFixture {
    private static final UploadProgress END = new UploadProgress(BYTES.length, (long) BYTES.length, URI.create(ON_CDN));

    @Test
    void itGrowsToTheWhole() {
        List<UploadProgress> seen = new ArrayList<>();
        StepVerifier.create(
                        storage.uploadWithProgress(Upload.bytes(BYTES).build()).doOnNext(seen::add))
                .thenConsumeWhile(progress -> true)
                .expectComplete()
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors()
                .hasNotDroppedElements();
        assertThat(seen).hasSizeGreaterThan(2).endsWith(END).doesNotHaveDuplicates();
        assertThat(seen).map(UploadProgress::bytesSent).isSorted();
        assertThat(seen.stream().filter(UploadProgress::isFinished)).containsExactly(END);
    }

    @Test
    void whoAsksForNothingStopsNothingAndGetsTheEnd() {
        Sinks.One<Boolean> sent = Sinks.one();
        server.script(StorageServer.CDN, request -> {
            sent.tryEmitValue(true).orThrow();
            return StorageServer.json(200, "{\"access_url\":\"" + ON_CDN + "\"}");
        });
        List<UploadProgress> seen = new ArrayList<>();
        StepVerifier.create(
                        storage.uploadWithProgress(Upload.bytes(BYTES).build()).doOnNext(seen::add), 0)
                .expectSubscription()
                .then(() -> StepVerifier.create(sent.asMono())
                        .expectNext(true)
                        .expectComplete()
                        .verify(PATIENCE))
                .thenRequest(1)
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(progress -> true)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(seen).endsWith(END).hasSizeLessThan(5);
        assertThat(seen.get(0).bytesSent())
                .as("the state as it is when it is asked for")
                .isEqualTo(BYTES.length);
    }

    @Test
    void anotherAttemptBeginsAtZero() {
        server.refuses(StorageServer.CDN, 500);
        StepVerifier.create(
                        storage.uploadWithProgress(Upload.bytes(BYTES).build()).takeLast(1))
                .expectNext(new UploadProgress(BYTES.length, (long) BYTES.length, URI.create(SIGNED)))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void partsAddUp() {
        storage = storage(server.options(), new Multipart.Sizes(0, 40_000, 3));
        server.refuses("part 4", 503);
        StepVerifier.create(storage.uploadWithProgress(Upload.bytes(BYTES).build())
                        .takeLast(1)
                        .map(UploadProgress::bytesSent))
                .expectNext((long) BYTES.length)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aFailureNeedsNoDemand() {
        server.refuses(StorageServer.CDN, 413);
        StepVerifier.create(storage.uploadWithProgress(Upload.bytes(BYTES).build()), 0)
                .expectError(FalException.class)
                .verify(PATIENCE);
        server.refuses(StorageServer.CDN, 415);
        StepVerifier.create(storage.uploadWithProgress(Upload.bytes(BYTES).build()))
                .thenConsumeWhile(progress -> !progress.isFinished())
                .expectError(RequestFailedException.class)
                .verify(PATIENCE);
    }

    @Test
    void anUnknownLengthIsNotInvented() {
        StepVerifier.create(storage.uploadWithProgress(
                                Upload.stream(Flux.just(ByteBuffer.wrap(BYTES))).build())
                        .takeLast(1))
                .expectNext(new UploadProgress(BYTES.length, null, URI.create(ON_CDN)))
                .expectComplete()
                .verify(PATIENCE);
    }
}
