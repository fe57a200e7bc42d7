package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.Reply;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.image.ImageSource;
import io.fluxfill.localfal.FaultRule;
import io.fluxfill.localfal.Faults;
import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import io.fluxfill.localfal.LocalFalStats;
import io.fluxfill.localfal.Route;
import io.fluxfill.storage.Upload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.test.StepVerifier;

/** Local pictures on their way through the whole client: looked at, uploaded, filled. */
@Timeout(120)
@ResourceLock("virtual time")
class UploadLocalFalTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int INLINE_UP_TO = 2_000;
    private static final byte[] PICTURE = png(64, 48, true);
    private static final byte[] MASK = png(64, 48, false);

    private final Faults faults = new Faults();

    @TempDir
    Path folder;

    private LocalFal fal = start(options -> options);
    private FalClient client = client(options -> options);

    private LocalFal start(UnaryOperator<LocalFalOptions.Builder> options) {
        return LocalFal.start(options.apply(LocalFalOptions.builder()
                        .painter((image, mask, seed, log) -> image)
                        .faults(faults))
                .build());
    }

    private FalClient client(UnaryOperator<ClientOptions.Builder> options) {
        return FalClient.create(options.apply(ClientOptions.builder()
                        .apiKey(ApiKey.of("id:secret"))
                        .runUri(fal.runUri())
                        .queueUri(fal.queueUri())
                        .restUri(fal.restUri())
                        .cdnUri(fal.filesUri())
                        .inlineUpTo(INLINE_UP_TO)
                        .idleTimeout(Duration.ofSeconds(5))
                        .maxAttempts(3)
                        .backoff(Duration.ofMillis(1), Duration.ofMillis(2)))
                .build());
    }

    private FalQueue<FillRequest, FillResult> queue() {
        return FalQueue.create(
                client,
                Fill.PRO,
                QueueOptions.builder()
                        .follow(Follow.polling(PollSchedule.fixed(Duration.ofMillis(10))))
                        .build());
    }

    @AfterEach
    void close() {
        try {
            assertThat(fal.stats().keysLeaked()).isZero();
        } finally {
            client.disposeLater().block(LIMIT);
            fal.close();
        }
    }

    /** The mask is small, the picture is noise and cannot be. */
    private static byte[] png(int width, int height, boolean noise) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(7);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, noise ? random.nextInt(1 << 24) : x > width / 3 && y > height / 3 ? 0xFFFFFF : 0);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static FillRequest request(ImageSource image, ImageSource mask) {
        return FillRequest.builder().prompt("a meadow").image(image).mask(mask).build();
    }

    @Test
    void largePicturesAreUploadedAndSmallOnesTravelWithin() throws IOException {
        assertThat(PICTURE).hasSizeGreaterThan(INLINE_UP_TO);
        assertThat(MASK).hasSizeLessThan(INLINE_UP_TO);
        FillRequest request = request(
                ImageSource.file(file("größe\r\nX-Evil: 1 ü.png", PICTURE)), ImageSource.file(file("m.png", MASK)));
        FillResult direct = Objects.requireNonNull(client.fill(request).block(LIMIT));
        Reply<FillResult> queued = Objects.requireNonNull(queue().run(request).block(LIMIT));
        for (FillResult result : List.of(direct, queued.output())) {
            assertThat(result.images().get(0).width()).isEqualTo(64);
        }
        LocalFalStats stats = fal.stats();
        assertThat(stats.uploads()).isEqualTo(2);
        assertThat(stats.tokenCalls()).isEqualTo(1);
        assertThat(stats.signedUploads()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        // what goes wrong                                              | calls for a token, by CDN, signed | the end
        "UPLOAD_TOKEN 500,                                                1, 0, 1, filled",
        "UPLOAD_TOKEN 503,                                                3, 0, 1, filled",
        "UPLOAD_TOKEN 429,                                                3, 0, 0, RateLimitedException",
        "UPLOAD_TOKEN 401,                                                1, 0, 0, AuthenticationException",
        "UPLOAD_TOKEN 403,                                                1, 0, 0, AuthenticationException",
        "UPLOAD_TOKEN drop,                                               1, 0, 1, filled",
        "UPLOAD_TOKEN lost,                                               1, 0, 1, filled",
        "UPLOAD_TOKEN delay,                                              1, 1, 0, filled",
        "UPLOAD_TOKEN garbage,                                            1, 0, 1, filled",
        "UPLOAD 500,                                                      1, 1, 1, filled",
        "UPLOAD 503,                                                      1, 3, 1, filled",
        "UPLOAD 429,                                                      1, 3, 0, RateLimitedException",
        "UPLOAD 401,                                                      2, 2, 1, filled",
        "UPLOAD 403,                                                      2, 2, 1, filled",
        "UPLOAD 413,                                                      1, 1, 0, InvalidRequestException",
        "UPLOAD drop,                                                     1, 1, 1, filled",
        "UPLOAD lost,                                                     1, 1, 1, filled",
        "UPLOAD delay,                                                    1, 1, 0, filled",
        "UPLOAD garbage,                                                  1, 1, 1, filled",
        "UPLOAD nginx,                                                    1, 1, 1, filled",
        "UPLOAD 500/UPLOAD_INITIATE 500,                                  1, 1, 0, RequestFailedException",
        "UPLOAD 500/UPLOAD_INITIATE 401,                                  1, 1, 0, AuthenticationException",
        "UPLOAD 500/UPLOAD_INITIATE drop,                                 1, 1, 0, TransportException",
        "UPLOAD 500/UPLOAD_SIGNED 500,                                    1, 1, 2, RequestFailedException",
        "UPLOAD 500/UPLOAD_SIGNED 503,                                    1, 1, 6, RequestFailedException",
        "UPLOAD 500/UPLOAD_SIGNED 403,                                    1, 1, 2, RequestFailedException",
        "UPLOAD 500/UPLOAD_SIGNED 429,                                    1, 1, 3, RateLimitedException",
        "UPLOAD 500/UPLOAD_SIGNED delay,                                  1, 1, 1, filled",
    })
    void aFaultOfTheStorageTakesAnotherWayOrIsSaid(String what, long tokens, long cdn, long signed, String end)
            throws IOException {
        for (String fault : what.split("/", -1)) {
            String[] words = fault.split(" ", -1);
            FaultRule.Victims victims = FaultRule.on(Route.valueOf(words[0]));
            faults.add(
                    switch (words[1]) {
                        case "drop" -> victims.dropBeforeRead();
                        case "lost" -> victims.dropAfterAccept();
                        case "delay" -> victims.delay(Duration.ofMillis(200));
                        case "garbage" -> victims.reply(200, "{\"nothing\":1}");
                        case "nginx" -> victims.nginx(502);
                        default -> victims.reply(Integer.parseInt(words[1]));
                    });
        }
        Mono<FillResult> fill = client.fill(request(ImageSource.file(file("a.png", PICTURE)), ImageSource.bytes(MASK)));
        var step = StepVerifier.create(fill);
        if (end.equals("filled")) {
            step.expectNextCount(1).expectComplete().verifyThenAssertThat(LIMIT).hasNotDroppedErrors();
        } else {
            step.expectErrorSatisfies(error -> {
                        assertThat(error.getClass().getSimpleName()).isEqualTo(end);
                        assertThat(((FalException) error).isSafeToResubmit()).isTrue();
                        assertThat(String.valueOf(error.getMessage())).hasSizeLessThan(2_500);
                    })
                    .verifyThenAssertThat(LIMIT)
                    .hasNotDroppedErrors();
        }
        LocalFalStats stats = fal.stats();
        assertThat(List.of(stats.tokenCalls(), stats.uploads(), stats.signedUploads()))
                .as("tokens, uploads, signed")
                .containsExactly(tokens, cdn, signed);
        assertThat(stats.runs()).isEqualTo(end.equals("filled") ? 1 : 0);
    }

    @Test
    void nothingIsUploadedIfAnythingIsWrongWithTheMask() throws IOException {
        FillRequest wrong = request(ImageSource.file(file("a.png", PICTURE)), ImageSource.bytes(png(65, 48, false)));
        for (Mono<?> call : List.of(client.fill(wrong), queue().run(wrong), queue().submit(wrong))) {
            assertThatThrownBy(() -> call.block(LIMIT))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("have to be of one size");
        }
        LocalFalStats stats = fal.stats();
        assertThat(stats.tokenCalls() + stats.uploads() + stats.initiateCalls() + stats.runs() + stats.submits())
                .isZero();
    }

    @Test
    void eachSubscriptionUploadsAnew() throws IOException {
        faults.add(FaultRule.on(Route.RUN).nth(1).reply(422));
        Path file = file("a.png", PICTURE);
        var unused = client.fill(request(ImageSource.file(file), ImageSource.bytes(MASK)))
                .retry(1)
                .block(LIMIT);
        assertThat(fal.stats().uploads()).isEqualTo(2);
        assertThat(fal.stats().tokenCalls()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "gone, does not exist",
        "shorter, changed while it was read",
        "longer, changed while it was read",
        "other, changed while it was read"
    })
    void aFileThatChangesWhileItIsUploadedIsNotSubmitted(String change, String message) throws IOException {
        Path file = file("a.png", PICTURE);
        faults.add(FaultRule.on(Route.UPLOAD_TOKEN).delay(Duration.ofSeconds(2)));
        Mono<FillResult> fill = client.fill(request(ImageSource.file(file), ImageSource.bytes(MASK)));
        StepVerifier.create(fill)
                .expectSubscription()
                .then(() -> {
                    while (fal.stats().tokenCalls() == 0) {
                        Thread.onSpinWait();
                    }
                    try {
                        switch (change) {
                            case "gone" -> Files.delete(file);
                            case "shorter" -> Files.write(file, Arrays.copyOf(PICTURE, 100));
                            case "longer" -> Files.write(file, Arrays.copyOf(PICTURE, PICTURE.length + 1));
                            default ->
                                Files.setLastModifiedTime(
                                        Files.write(file, PICTURE),
                                        FileTime.from(Instant.now().plusSeconds(60)));
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining(message))
                .verifyThenAssertThat(LIMIT)
                .hasNotDroppedErrors();
        assertThat(fal.stats().runs()).isZero();
        assertThat(fal.stats().signedUploads()).isZero();
    }

    @Test
    void twoThousandUploadsShareOneToken() {
        faults.add(FaultRule.on(Route.UPLOAD_TOKEN).delay(Duration.ofMillis(200)));
        byte[] bytes = {1, 2, 3};
        List<URI> urls = Objects.requireNonNull(Flux.range(0, 2_000)
                .flatMap(i -> client.storage().upload(bytes), 2_000)
                .collectList()
                .block(LIMIT));
        assertThat(urls).hasSize(2_000).doesNotHaveDuplicates();
        assertThat(fal.stats().tokenCalls()).isEqualTo(1);
        assertThat(fal.stats().uploads()).isEqualTo(2_000);
    }

    @Test
    void aTokenThatIsRefusedIsAskedForOnceByAllThatWait() {
        faults.add(FaultRule.on(Route.UPLOAD_TOKEN).delay(Duration.ofSeconds(3)));
        faults.add(FaultRule.on(Route.UPLOAD_TOKEN).reply(401));
        List<String> errors = Objects.requireNonNull(Flux.range(0, 500)
                .flatMap(
                        i -> client.storage()
                                .upload(new byte[] {1})
                                .map(URI::toString)
                                .onErrorResume(error -> Mono.just(error.toString())),
                        500)
                .collectList()
                .block(LIMIT));
        assertThat(errors).hasSize(500).allMatch(error -> error.contains("AuthenticationException"));
        assertThat(fal.stats().tokenCalls()).isEqualTo(1);
    }

    @Test
    void aTokenThatIsStaleIsFetchedAnew() {
        fal.close();
        fal = start(options -> options.uploadTokenLifetime(Duration.ofSeconds(30)));
        client.dispose();
        client = client(options -> options);
        for (int i = 0; i < 3; i++) {
            assertThat(client.storage().upload(new byte[] {1}).block(LIMIT)).isNotNull();
        }
        // Less than a minute before its end it is not used any more.
        assertThat(fal.stats().tokenCalls()).isEqualTo(3);
        assertThat(fal.stats().uploads()).isEqualTo(3);
    }

    private static long open() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    void cancellingAtAnyMomentLeavesNothing() throws Exception {
        Path image = file("a.png", png(200, 150, true));
        Path mask = file("m.png", png(200, 150, false));
        Path out = folder.resolve("out.png");
        Collection<Throwable> dropped = new ConcurrentLinkedQueue<>();
        Hooks.onErrorDropped(dropped::add);
        try {
            FillResult result =
                    Objects.requireNonNull(client.fill(request(ImageSource.file(image), ImageSource.file(mask)))
                            .block(LIMIT));
            var picture = result.images().get(0);
            long before = open();
            Random random = new Random(3);
            for (int round = 0; round < 1_000; round++) {
                Mono<?> work = switch (round % 4) {
                    case 0 -> client.fill(request(ImageSource.file(image), ImageSource.file(mask)));
                    case 1 -> client.storage().upload(image);
                    case 2 -> client.storage().download(picture, out);
                    default ->
                        client.storage()
                                .upload(Upload.stream(Flux.range(0, 50).map(i -> ByteBuffer.allocate(20_000)))
                                        .build());
                };
                Disposable running = work.subscribe(value -> {}, error -> dropped.add(error));
                long end = System.nanoTime() + random.nextInt(round % 5 == 3 ? 40_000_000 : 8_000_000);
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                running.dispose();
            }
            var unused = client.storage().upload(image).block(LIMIT);
            List<String> left = new ArrayList<>();
            long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            do {
                left.clear();
                try (Stream<Path> files = Files.list(folder)) {
                    files.map(Path::toString)
                            .filter(name -> name.endsWith(".part"))
                            .forEach(left::add);
                }
                Thread.onSpinWait();
            } while (!(left.isEmpty() && open() <= before + 8) && System.nanoTime() < limit);
            assertThat(left).isEmpty();
            // A cancel that meets a connection in the moment it is acquired closes it, which Reactor Netty also tells
            // to
            // whoever has left: nothing was sent.
            assertThat(dropped)
                    .filteredOn(error -> !(error instanceof AbortedException
                            && String.valueOf(error.getMessage()).contains("BEFORE send")))
                    .isEmpty();
            assertThat(open()).isLessThanOrEqualTo(before + 8);
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }
}
