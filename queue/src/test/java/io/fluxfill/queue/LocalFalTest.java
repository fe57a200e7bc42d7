package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.Reply;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.RequestNotReadyException;
import io.fluxfill.error.TransportException;
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
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The whole path over sockets. */
@Timeout(60)
@ResourceLock("virtual time")
class LocalFalTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final FillRequest REQUEST = FillRequest.builder()
            .prompt("a meadow")
            .image(ImageSource.bytes(png(32, 24, Color.GREEN)))
            .mask(ImageSource.bytes(png(32, 24, Color.WHITE)))
            .build();

    private final Faults faults = new Faults();
    private final CountDownLatch release = new CountDownLatch(1);
    private @Nullable LocalFal fal;
    private @Nullable FalClient client;

    private static byte[] png(int width, int height, Color color) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(4, 4, width - 8, height - 8);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private FalQueue<FillRequest, FillResult> queue() {
        return queue(options -> options, options -> options);
    }

    private FalQueue<FillRequest, FillResult> queue(
            UnaryOperator<LocalFalOptions.Builder> server, UnaryOperator<ClientOptions.Builder> options) {
        fal = LocalFal.start(server.apply(LocalFalOptions.builder()
                        .painter((image, mask, seed, log) -> image)
                        .faults(faults))
                .build());
        client = FalClient.create(options.apply(ClientOptions.builder()
                        .apiKey(ApiKey.of("id:secret"))
                        .runUri(fal.runUri())
                        .queueUri(fal.queueUri())
                        .restUri(fal.restUri())
                        .cdnUri(fal.filesUri()))
                .build());
        return FalQueue.create(
                client,
                Fill.PRO,
                QueueOptions.builder()
                        .follow(Follow.polling(PollSchedule.fixed(Duration.ofMillis(20))))
                        .build());
    }

    /** A painter that works until the test lets it go. */
    private FalQueue<FillRequest, FillResult> busyQueue() {
        return queue(
                server -> server.painter((image, mask, seed, log) -> {
                    release.await();
                    return image;
                }),
                options -> options);
    }

    private LocalFal fal() {
        return java.util.Objects.requireNonNull(fal);
    }

    private FalClient client() {
        return java.util.Objects.requireNonNull(client);
    }

    @AfterEach
    void close() {
        release.countDown();
        if (client != null) {
            client.disposeLater().block(LIMIT);
        }
        if (fal != null) {
            fal.close();
        }
    }

    @Test
    void fillsAndDownloads(@TempDir Path folder) {
        FalQueue<FillRequest, FillResult> queue = queue();
        Reply<FillResult> reply = queue.run(REQUEST).block(LIMIT);
        assertThat(reply).isNotNull();
        assertThat(reply.billableUnits()).isEqualByComparingTo(BigDecimal.ONE);
        assertThat(reply.requestId()).isNotBlank();
        assertThat(reply.output().images()).hasSize(1);
        Path file = folder.resolve("out.jpg");
        client().storage()
                .download(reply.output().images().get(0), file)
                .as(StepVerifier::create)
                .expectNext(file)
                .expectComplete()
                .verify(LIMIT);
        assertThat(file).isNotEmptyFile();
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
        assertThat(fal().stats().submits()).isEqualTo(1);
        assertThat(fal().stats().cancelCalls()).isZero();
    }

    @Test
    void fillsSynchronously() {
        queue();
        FillResult result = client().fill(REQUEST).block(LIMIT);
        assertThat(result).isNotNull();
        assertThat(result.images()).hasSize(1);
        assertThat(fal().stats().runs()).isEqualTo(1);
    }

    @Test
    void reportsStatesAndEachLogLineOnce() {
        List<String> lines = new ArrayList<>();
        queue(
                        server -> server.logLines("one", "two", "two", "three")
                                .painter((image, mask, seed, log) -> {
                                    release.await();
                                    return image;
                                })
                                .queueWait(Duration.ofSeconds(2)),
                        options -> options)
                .runWithUpdates(REQUEST)
                .doOnNext(update -> update.newLogs().forEach(line -> lines.add(line.message())))
                .map(update -> update.getClass().getSimpleName())
                .distinctUntilChanged()
                .as(StepVerifier::create)
                .expectNext("Enqueued", "InQueue", "InProgress")
                .then(release::countDown)
                .expectNext("Completed")
                .expectComplete()
                .verify(LIMIT);
        assertThat(lines).containsSubsequence("one", "two", "two", "three");
        assertThat(lines.stream().filter("two"::equals)).hasSize(2);
    }

    @Test
    void anAnswerLostAfterTheBytesLeftIsUnknownAndSentOnce() {
        faults.add(FaultRule.on(Route.SUBMIT).nth(1).dropAfterAccept());
        queue().run(REQUEST)
                .as(StepVerifier::create)
                .expectErrorSatisfies(error -> {
                    assertThat(error).isInstanceOf(OutcomeUnknownException.class);
                    assertThat(((FalException) error).isSafeToResubmit()).isFalse();
                })
                .verify(LIMIT);
        assertThat(fal().stats().submits()).isEqualTo(1);
        assertThat(fal().stats().accepted()).isEqualTo(1);
    }

    @Test
    void aRefusedSubmitIsSentAgainAfterItsRetryAfter() {
        faults.add(FaultRule.on(Route.SUBMIT).nth(1).reply(429, Duration.ofSeconds(1)));
        faults.add(FaultRule.on(Route.SUBMIT).nth(2).reply(503));
        long start = System.nanoTime();
        assertThat(queue().run(REQUEST).block(LIMIT)).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(fal().stats().submits()).isEqualTo(3);
        assertThat(fal().stats().accepted()).isEqualTo(1);
    }

    @Test
    void statusAndResultSurviveABrokenNetwork() {
        faults.add(FaultRule.on(Route.STATUS).nth(1).dropBeforeRead());
        faults.add(FaultRule.on(Route.STATUS).nth(2).nginx(502));
        faults.add(FaultRule.on(Route.RESULT).nth(1).nginx(504));
        assertThat(queue().run(REQUEST).block(LIMIT)).isNotNull();
        assertThat(fal().stats().accepted()).isEqualTo(1);
    }

    @Test
    void namesTheFieldThatFalRefuses() {
        FillRequest unreachable = FillRequest.builder()
                .prompt("a meadow")
                .image(ImageSource.bytes(png(32, 24, Color.GREEN)))
                .mask(ImageSource.url("http://127.0.0.1:1/nobody.png"))
                .build();
        queue().run(unreachable)
                .as(StepVerifier::create)
                .expectErrorSatisfies(error -> {
                    assertThat(error).isInstanceOf(InvalidRequestException.class);
                    assertThat(((InvalidRequestException) error)
                                    .fieldErrors()
                                    .get(0)
                                    .field())
                            .isEqualTo("mask_url");
                    assertThat(((FalException) error).handle()).isNotNull();
                })
                .verify(LIMIT);
        assertThat(fal().stats().cancelCalls()).isZero();
    }

    @Test
    void neverFollowsTheServersOwnLinks() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            faults.add(FaultRule.on(Route.SUBMIT)
                    .nth(1)
                    .linksTo(URI.create("http://127.0.0.1:" + stranger.getLocalPort())));
            assertThat(queue().run(REQUEST).block(LIMIT)).isNotNull();
            stranger.setSoTimeout(1);
            org.assertj.core.api.Assertions.assertThatExceptionOfType(java.net.SocketTimeoutException.class)
                    .isThrownBy(() -> stranger.accept().close());
        }
    }

    @Test
    void cancellingTheSubscriptionCancelsAtFal() {
        busyQueue()
                .runWithUpdates(REQUEST)
                .as(StepVerifier::create)
                .thenConsumeWhile(update -> !(update instanceof QueueUpdate.InProgress))
                .thenCancel()
                .verify(LIMIT);
        client().disposeLater().block(LIMIT);
        assertThat(fal().stats().cancelCalls()).isEqualTo(1);
    }

    @org.junit.jupiter.api.RepeatedTest(3)
    void aThousandCancelsAtRandomMomentsLeaveNothingAtTheServer() {
        FalQueue<FillRequest, FillResult> queue = busyQueue();
        SplittableRandom random = new SplittableRandom(5);
        Flux.range(0, 1000)
                .flatMap(
                        round -> queue.run(REQUEST)
                                .takeUntilOther(Mono.delay(Duration.ofNanos(random.nextInt(40_000_000)))),
                        8,
                        1)
                .as(StepVerifier::create)
                .expectComplete()
                .verify(LIMIT);
        client().disposeLater().block(LIMIT);
        // What runs is only asked to stop, and ends a moment after that was answered.
        LocalFalStats stats = fal().stats();
        for (long end = System.nanoTime() + LIMIT.toNanos(); stats.inFlight() > 0 && System.nanoTime() < end; ) {
            Thread.onSpinWait();
            stats = fal().stats();
        }
        assertThat(stats.accepted())
                .as("some were cancelled before, some after")
                .isBetween(1L, 999L);
        assertThat(stats.cancelCalls()).as("each once").isEqualTo(stats.accepted());
        assertThat(stats.cancelled()).isEqualTo(stats.accepted());
        assertThat(stats.inFlight()).isZero();
    }

    @Test
    void aHandleIsEnoughToGoOn() {
        FalQueue<FillRequest, FillResult> queue = busyQueue();
        RequestHandle handle = queue.submit(REQUEST).block(LIMIT);
        assertThat(handle).isNotNull();
        queue.result(handle)
                .as(StepVerifier::create)
                .expectError(RequestNotReadyException.class)
                .verify(LIMIT);
        assertThat(queue.status(handle).map(QueueStatus::state).block(LIMIT))
                .isIn(QueueStatus.State.IN_QUEUE, QueueStatus.State.IN_PROGRESS);
        release.countDown();
        queue.watch(handle)
                .last()
                .as(StepVerifier::create)
                .assertNext(update -> assertThat(update.isCompleted()).isTrue())
                .expectComplete()
                .verify(LIMIT);
        queue.logs(handle)
                .as(StepVerifier::create)
                .thenConsumeWhile(line -> true)
                .expectComplete()
                .verify(LIMIT);
        assertThat(queue.result(handle).block(LIMIT)).isNotNull();
        assertThat(queue.cancel(handle).block(LIMIT)).isEqualTo(CancelOutcome.ALREADY_COMPLETED);
        assertThat(fal().stats().submits()).isEqualTo(1);
    }

    @Test
    void aRequestCancelledByItsHandleEndsSo() {
        FalQueue<FillRequest, FillResult> queue = busyQueue();
        RequestHandle handle = queue.submit(REQUEST).block(LIMIT);
        assertThat(handle).isNotNull();
        assertThat(queue.cancel(handle).block(LIMIT)).isEqualTo(CancelOutcome.CANCELLATION_REQUESTED);
        queue.watch(handle)
                .as(StepVerifier::create)
                .thenConsumeWhile(update -> true)
                .expectError(RequestCancelledException.class)
                .verify(LIMIT);
    }

    @Test
    void anUnknownHandleIsNotFound() {
        FalQueue<FillRequest, FillResult> queue = queue();
        RequestHandle stranger = new RequestHandle("fal-ai/flux-pro/v1/fill", "00000000-0000-4000-8000-000000000000");
        queue.watch(stranger)
                .as(StepVerifier::create)
                .expectError(RequestNotFoundException.class)
                .verify(LIMIT);
        queue.result(stranger)
                .as(StepVerifier::create)
                .expectError(RequestNotFoundException.class)
                .verify(LIMIT);
        assertThat(queue.cancel(stranger).block(LIMIT)).isEqualTo(CancelOutcome.NOT_FOUND);
    }

    @Test
    void aBadKeyStopsAFanOut() {
        queue(server -> server.rejectedKeys("id:secret"), options -> options)
                .runAll(Flux.range(1, 1000), item -> REQUEST, FanOut.maxInFlight(4))
                .as(StepVerifier::create)
                .thenConsumeWhile(outcome -> outcome.handle() == null)
                .expectError(AuthenticationException.class)
                .verify(LIMIT);
        assertThat(fal().stats().submits()).isLessThanOrEqualTo(8);
    }

    @Test
    void anUnreachableServerIsToldAndNothingWasSent() {
        FalQueue<FillRequest, FillResult> queue = queue(server -> server, options -> options.maxAttempts(2));
        fal().close();
        queue.run(REQUEST)
                .as(StepVerifier::create)
                .expectErrorSatisfies(error -> {
                    assertThat(error).isInstanceOf(TransportException.class);
                    assertThat(((TransportException) error).requestWritten()).isFalse();
                    assertThat(((FalException) error).isSafeToResubmit()).isTrue();
                })
                .verify(LIMIT);
    }

    @Test
    void twoHundredAtConcurrency32AreNeverMoreAndNeverLess() {
        CountDownLatch full = new CountDownLatch(32);
        // No runner ends anything before 32 are in: so the peak does not depend on how busy the machine is.
        queue(
                        server -> server.runners(16).painter((image, mask, seed, log) -> {
                            full.await();
                            return image;
                        }),
                        options -> options)
                .runAll(
                        Flux.range(1, 200),
                        item -> REQUEST,
                        FanOut.<Integer>maxInFlight(32).onEnqueued((key, handle) -> Mono.fromRunnable(full::countDown)))
                .filter(outcome -> outcome instanceof Outcome.Succeeded)
                .as(StepVerifier::create)
                .expectNextCount(200)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal().stats().peakInFlight()).isEqualTo(32);
        assertThat(fal().stats().peakRunning()).isEqualTo(16);
        assertThat(fal().stats().submits()).isEqualTo(200);
        assertThat(fal().stats().cancelCalls()).isZero();
    }

    @Test
    void aMissingPictureIsToldBeforeAnythingIsSent(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "not a picture");
        FillRequest request = FillRequest.builder()
                .prompt("a meadow")
                .image(ImageSource.file(folder.resolve("missing.png")))
                .mask(ImageSource.file(text))
                .build();
        queue().run(request)
                .as(StepVerifier::create)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("Nothing was sent"))
                .verify(LIMIT);
        assertThat(fal().stats().submits()).isZero();
    }
}
