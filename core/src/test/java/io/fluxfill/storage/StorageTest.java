package io.fluxfill.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.TransportException;
import io.fluxfill.fill.FilledImage;
import io.fluxfill.transport.FakeTransport;
import io.fluxfill.transport.RunningWork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class StorageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private static final ClientOptions.Builder OPTIONS =
            ClientOptions.builder().apiKey(ApiKey.of("11111111-2222:0123456789abcdef"));

    private final FakeTransport network = new FakeTransport();
    private final Storage storage =
            new Storage(network, OPTIONS.downloadLimit(10).build(), new RunningWork());
    private final Storage large =
            new Storage(network, OPTIONS.downloadLimit(1 << 20).build(), new RunningWork());

    @Test
    void aPictureOnAServerIsPassedOn() {
        network.answers("picture");
        StepVerifier.create(storage.download(remote()))
                .assertNext(
                        chunk -> assertThat(StandardCharsets.UTF_8.decode(chunk).toString())
                                .isEqualTo("picture"))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aPictureWithinTheReplyIsDecodedPerSubscription() {
        var bytes = storage.download(image("data:image/png;base64,aGVsbG8="));
        for (int i = 0; i < 2; i++) {
            StepVerifier.create(bytes)
                    .assertNext(chunk -> assertThat(
                                    StandardCharsets.UTF_8.decode(chunk).toString())
                            .isEqualTo("hello"))
                    .expectComplete()
                    .verify(PATIENCE);
        }
        assertThat(network.attempts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:image/png;charset=utf-8;base64,aGVsbG8=",
                "DATA:image/png;BASE64,aGVsbG8=",
                "data:;base64,aGVsbG8"
            })
    void aDataUriMayBeWrittenInManyWays(String url) {
        StepVerifier.create(storage.download(image(url)))
                .assertNext(
                        chunk -> assertThat(StandardCharsets.UTF_8.decode(chunk).toString())
                                .isEqualTo("hello"))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aLargeDataUriIsDecodedSliceBySlice() {
        byte[] picture = new byte[100_001];
        ThreadLocalRandom.current().nextBytes(picture);
        String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(picture);
        ByteBuffer whole = ByteBuffer.allocate(picture.length);
        StepVerifier.create(large.download(image(url))
                        .doOnNext(chunk -> assertThat(chunk.remaining()).isLessThanOrEqualTo(48 << 10))
                        .doOnNext(whole::put))
                .expectNextCount(3)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(whole.array()).isEqualTo(picture);
    }

    @Test
    void paddingWithinADataUriIsBroken() {
        String first = Base64.getEncoder().encodeToString(new byte[(48 << 10) - 1]);
        StepVerifier.create(large.download(image("data:image/png;base64," + first + "AAAA")))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("broken"))
                .verify(PATIENCE);
    }

    @Test
    void aDataUriHasTheSameLimit() {
        String content = Base64.getEncoder().encodeToString(new byte[11]);
        StepVerifier.create(storage.download(image("data:image/png;base64," + content)))
                .expectErrorSatisfies(error ->
                        assertThat(error).isInstanceOf(TransportException.class).hasMessageContaining("downloadLimit"))
                .verify(PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:image/png;base64",
                "data:image/png,plain",
                "data:image/png;base64,%%%",
                "file:///etc/passwd",
                "ftp://a.example/x",
                "/relative",
                "https:",
                "https://a b",
                ""
            })
    void anAddressThatIsNoneIsRefused(String url) {
        StepVerifier.create(storage.download(image(url)))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("address of the picture"))
                .verify(PATIENCE);
        assertThat(network.attempts()).isEmpty();
    }

    @Test
    void aFileIsWrittenWholeAndNamedByTheCaller() throws IOException {
        network.answers("picture");
        Path target = folder.resolve("mine.png");
        FilledImage image =
                new FilledImage("https://v3.fal.media/files/a.png", 1, 1, "image/png", "../evil.png", 7L, false);
        StepVerifier.create(storage.download(image, target))
                .expectNext(target)
                .expectComplete()
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
        assertThat(target).hasContent("picture");
        assertThat(files()).containsExactly("mine.png");
    }

    @Test
    void aFileIsReplacedOnlyByAWholeOne() throws IOException {
        Path target = Files.writeString(folder.resolve("mine.png"), "old");
        network.breaksAfter("pic", new TransportException("lost", true, Origin.LOCAL, null))
                .answers("new");
        Mono<Path> download = storage.download(remote(), target);
        StepVerifier.create(download)
                .expectError(TransportException.class)
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
        assertThat(target).hasContent("old");
        assertThat(files()).containsExactly("mine.png");
        StepVerifier.create(download).expectNext(target).expectComplete().verify(PATIENCE);
        assertThat(target).hasContent("new");
        assertThat(files()).containsExactly("mine.png");
    }

    @Test
    void aLimitKeepsTheDiskFree() throws IOException {
        network.answers("0123456789").answers("0123456789a");
        Path target = folder.resolve("mine.png");
        StepVerifier.create(storage.download(remote(), target))
                .expectNext(target)
                .expectComplete()
                .verify(PATIENCE);
        Files.delete(target);
        StepVerifier.create(storage.download(remote(), target))
                .expectErrorSatisfies(error ->
                        assertThat(error).isInstanceOf(TransportException.class).hasMessageContaining("downloadLimit"))
                .verify(PATIENCE);
        assertThat(files()).isEmpty();
    }

    @Test
    void aPictureThatIsGoneLeavesNothing() throws IOException {
        network.fails(new RequestNotFoundException("gone", Origin.LOCAL, null));
        StepVerifier.create(storage.download(remote(), folder.resolve("mine.png")))
                .expectError(RequestNotFoundException.class)
                .verify(PATIENCE);
        assertThat(files()).isEmpty();
    }

    @Test
    void aMissingFolderIsTheCallersFault() {
        Path target = folder.resolve("none").resolve("mine.png");
        StepVerifier.create(storage.download(remote(), target))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("mine.png cannot be written"))
                .verify(PATIENCE);
        assertThat(network.attempts())
                .as("nothing is fetched that cannot be kept")
                .isEmpty();
    }

    @Test
    void aFolderInThePlaceOfTheFileIsTheCallersFault() throws IOException {
        network.answers("picture");
        Path target = folder.resolve("mine.png");
        Files.createDirectories(target.resolve("inside"));
        StepVerifier.create(storage.download(remote(), target))
                .expectError(InvalidRequestException.class)
                .verify(PATIENCE);
        assertThat(files()).containsExactly("mine.png");
    }

    @Test
    void aCancelledDownloadLeavesNothing() throws IOException {
        Sinks.One<Boolean> begun = Sinks.one();
        network.answers(
                Mono.<String>never().doOnRequest(n -> begun.emitValue(true, Sinks.EmitFailureHandler.FAIL_FAST)));
        StepVerifier.create(
                        storage.download(remote(), folder.resolve("mine.png")).takeUntilOther(begun.asMono()))
                .expectComplete()
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
        assertThat(network.cancels()).isEqualTo(1);
        assertThat(files()).isEmpty();
    }

    @Test
    void aCancelWhileTheFileIsWrittenLeavesNothing() throws IOException {
        String content = Base64.getEncoder().encodeToString(new byte[1 << 16]);
        Mono<Path> download = large.download(image("data:image/png;base64," + content), folder.resolve("mine.png"));
        List<Throwable> dropped = new CopyOnWriteArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        try {
            for (int i = 0; i < 500; i++) {
                Sinks.Empty<Void> end = Sinks.empty();
                Disposable running = download.doFinally(
                                signal -> end.tryEmitEmpty().orThrow())
                        .subscribe();
                long spin = System.nanoTime() + ThreadLocalRandom.current().nextLong(400_000);
                while (System.nanoTime() < spin) {
                    Thread.onSpinWait();
                }
                running.dispose();
                StepVerifier.create(end.asMono()).expectComplete().verify(PATIENCE);
            }
        } finally {
            Hooks.resetOnErrorDropped();
        }
        // Whoever still writes has the thread: what comes after it on the same pool sees what it left.
        await(() -> files().stream().noneMatch(name -> name.endsWith(".part")));
        assertThat(dropped).isEmpty();
    }

    private static void await(Callable<Boolean> condition) {
        StepVerifier.create(Mono.fromCallable(condition)
                        .subscribeOn(Schedulers.boundedElastic())
                        .filter(met -> met)
                        .repeatWhenEmpty(1000, again -> again.delayElements(Duration.ofMillis(5))))
                .expectNext(true)
                .expectComplete()
                .verify(PATIENCE);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static FilledImage remote() {
        return image("https://v3.fal.media/files/a.png");
    }

    private static FilledImage image(String url) {
        return new FilledImage(url, null, null, null, null, null, false);
    }

    @Test
    void aTargetMayHaveAsLongANameAsAnyFile() {
        Path target = folder.resolve("x".repeat(251) + ".png");
        StepVerifier.create(storage.download(image("data:image/png;base64,aGVsbG8="), target))
                .expectNext(target)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(target).hasContent("hello");
    }
}
