package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.image.ImageSource;
import io.fluxfill.localfal.FaultRule;
import io.fluxfill.localfal.Faults;
import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import io.fluxfill.localfal.Route;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Streams over sockets. */
class StreamingLocalFalTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> LINES = List.of("one", "two", "three", "four", "five");
    private static final FillRequest REQUEST = FillRequest.builder()
            .prompt("a meadow")
            .image(ImageSource.bytes(png(Color.GREEN)))
            .mask(ImageSource.bytes(png(Color.WHITE)))
            .build();

    private final Faults faults = new Faults();
    private @Nullable LocalFal fal;
    private @Nullable FalClient client;

    private static byte[] png(Color color) {
        BufferedImage image = new BufferedImage(32, 24, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(4, 4, 24, 16);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private FalQueue<FillRequest, FillResult> queue(
            Follow follow,
            UnaryOperator<LocalFalOptions.Builder> server,
            UnaryOperator<ClientOptions.Builder> options) {
        LocalFal started = LocalFal.start(server.apply(LocalFalOptions.builder()
                        .painter((image, mask, seed, log) -> image)
                        .logLines(LINES.toArray(String[]::new))
                        .runners(100)
                        .serviceTime(Duration.ofMillis(200))
                        .faults(faults))
                .build());
        fal = started;
        client = FalClient.create(options.apply(ClientOptions.builder()
                        .apiKey(ApiKey.of("id:secret"))
                        .runUri(started.runUri())
                        .queueUri(started.queueUri())
                        .restUri(started.restUri())
                        .cdnUri(started.filesUri()))
                .build());
        return FalQueue.create(
                client, Fill.PRO, QueueOptions.builder().follow(follow).build());
    }

    private LocalFal fal() {
        return Objects.requireNonNull(fal);
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.disposeLater().block(LIMIT);
        }
        if (fal != null) {
            fal.close();
        }
    }

    /** The log lines of each of so many requests that run at once. */
    private static Map<Integer, List<String>> linesOf(FalQueue<FillRequest, FillResult> queue, int requests) {
        Map<Integer, List<String>> lines = new ConcurrentHashMap<>();
        queue.runAllWithUpdates(Flux.range(0, requests), item -> REQUEST, FanOut.maxInFlight(requests))
                .doOnNext(update -> update.fold(
                        progress -> lines.computeIfAbsent(progress.key(), key -> new CopyOnWriteArrayList<>())
                                .addAll(progress.update().newLogs().stream()
                                        .map(LogLine::message)
                                        .toList()),
                        finished -> {
                            assertThat(finished.outcome()).isInstanceOf(Outcome.Succeeded.class);
                            return true;
                        }))
                .as(StepVerifier::create)
                .thenConsumeWhile(update -> true)
                .expectComplete()
                .verify(LIMIT);
        return lines;
    }

    private static void assertEachLineOnce(Map<Integer, List<String>> lines, int requests) {
        assertThat(lines).hasSize(requests);
        assertThat(lines.values())
                .allSatisfy(each ->
                        assertThat(each.stream().filter(LINES::contains)).containsExactlyElementsOf(LINES));
    }

    @Test
    void manyFillsTakeThreeRequestsEach() {
        FalQueue<FillRequest, FillResult> queue = queue(Follow.streaming(), server -> server, options -> options);

        assertEachLineOnce(linesOf(queue, 50), 50);
        assertThat(fal().stats().submits()).isEqualTo(50);
        assertThat(fal().stats().streams()).isEqualTo(50);
        assertThat(fal().stats().resultCalls()).isEqualTo(50);
        assertThat(fal().stats().statusCalls()).isZero();
        assertThat(fal().stats().cancelCalls()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, Integer.MAX_VALUE})
    void streamsThatAreCutAnywhereLoseAndRepeatNothing(int events) {
        faults.add(FaultRule.on(Route.STREAM).rate(0.7, 11).endStream(events));
        FalQueue<FillRequest, FillResult> queue = queue(
                Follow.streaming(PollSchedule.fixed(Duration.ofMillis(50))), server -> server, options -> options);

        assertEachLineOnce(linesOf(queue, 8), 8);
        assertThat(fal().stats().accepted()).isEqualTo(8);
    }

    @Test
    void heartbeatsKeepASilentStreamOpen() {
        FalQueue<FillRequest, FillResult> queue = queue(
                Follow.streaming(),
                server -> server.logLines().heartbeat(Duration.ofMillis(100)).serviceTime(Duration.ofSeconds(5)),
                options -> options.streamIdleTimeout(Duration.ofSeconds(3)));

        StepVerifier.create(queue.run(REQUEST))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal().stats().streams()).isEqualTo(1);
        assertThat(fal().stats().statusCalls()).isZero();
    }

    @Test
    void aStreamWithoutHeartbeatsIsGivenUp() {
        FalQueue<FillRequest, FillResult> queue = queue(
                Follow.streaming(),
                server -> server.logLines().heartbeat(Duration.ofSeconds(60)).serviceTime(Duration.ofSeconds(5)),
                options -> options.streamIdleTimeout(Duration.ofMillis(300)));

        StepVerifier.create(queue.run(REQUEST))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal().stats().streams()).isGreaterThan(1);
        assertThat(fal().stats().statusCalls()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 500, 503})
    void whereThereAreNoStreamsPollsDo(int status) {
        faults.add(FaultRule.on(Route.STREAM).rate(1, 1).reply(status));
        FalQueue<FillRequest, FillResult> queue =
                queue(Follow.streaming(), server -> server, options -> options.maxAttempts(2));

        StepVerifier.create(queue.run(REQUEST))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal().stats().statusCalls()).isPositive();
    }

    @Test
    void automaticStreamsWhatHasRoomAndPollsTheRest() {
        FalQueue<FillRequest, FillResult> queue = queue(
                Follow.automatic(PollSchedule.fixed(Duration.ofMillis(50))),
                server -> server,
                options -> options.maxOpenStreams(5));

        assertEachLineOnce(linesOf(queue, 40), 40);
        assertThat(fal().stats().streams()).isBetween(5L, 39L);
        assertThat(fal().stats().statusCalls()).isPositive();
        // All have come back: there is room for as many again.
        long before = fal().stats().streams();
        assertEachLineOnce(linesOf(queue, 5), 5);
        assertThat(fal().stats().streams() - before).isEqualTo(5);
    }

    @Test
    void aStreamLeavesItsConnectionToTheNext() {
        AtomicInteger connections = new AtomicInteger();
        FalQueue<FillRequest, FillResult> queue = queue(
                Follow.streaming(), server -> server.logLines().serviceTime(Duration.ofMillis(1)), options -> options);
        FalClient counted = FalClient.builder()
                .options(Objects.requireNonNull(client).options())
                .httpClient(http -> http.doOnChannelInit((observer, channel, address) -> connections.incrementAndGet()))
                .build();
        FalQueue<FillRequest, FillResult> streaming = FalQueue.create(
                counted,
                Fill.PRO,
                QueueOptions.builder().follow(Follow.streaming()).build());

        StepVerifier.create(Flux.range(0, 20)
                        .concatMap(item -> streaming.run(REQUEST), 1)
                        .count())
                .expectNext(20L)
                .expectComplete()
                .verify(LIMIT);
        // Not one for each: a result that comes before the end of its stream still costs one now and then.
        assertThat(connections).hasValueLessThan(15);
        assertThat(queue).isNotNull();
        counted.dispose();
    }

    @Test
    void leavingClosesTheStreams() {
        FalQueue<FillRequest, FillResult> queue =
                queue(Follow.streaming(), server -> server.serviceTime(Duration.ofSeconds(60)), options -> options);

        StepVerifier.create(queue.runAllWithUpdates(
                                Flux.fromStream(IntStream.range(0, 20).boxed()),
                                item -> REQUEST,
                                FanOut.maxInFlight(20))
                        .filter(update -> update.fold(
                                progress -> progress.update() instanceof QueueUpdate.InProgress, finished -> false))
                        // A request in progress has more than one update.
                        .distinct(update -> update.fold(progress -> progress.key(), finished -> -1)))
                .expectNextCount(20)
                .thenCancel()
                .verify(LIMIT);
        var unused = Flux.interval(Duration.ofMillis(10))
                .filter(tick ->
                        fal().stats().cancelCalls() == 20 && fal().stats().openStreams() == 0)
                .blockFirst(LIMIT);
    }
}
