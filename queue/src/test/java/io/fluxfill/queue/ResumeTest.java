package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.FalException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.image.ImageSource;
import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

/** A request goes on where its handle is. */
@Timeout(120)
@ResourceLock("virtual time")
class ResumeTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<FalClient> clients = new ArrayList<>();
    private @Nullable LocalFal fal;

    private static FillRequest request() throws IOException {
        return FillRequest.builder()
                .prompt("a meadow")
                .image(ImageSource.bytes(png(Color.GREEN)))
                .mask(ImageSource.bytes(png(Color.WHITE)))
                .build();
    }

    private static byte[] png(Color color) throws IOException {
        BufferedImage image = new BufferedImage(32, 24, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(4, 4, 24, 16);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private LocalFal start(UnaryOperator<LocalFalOptions.Builder> options) {
        fal = LocalFal.start(options.apply(LocalFalOptions.builder()).build());
        return fal;
    }

    /** Of a client of its own. */
    private FalQueue<FillRequest, FillResult> queue() {
        LocalFal server = Objects.requireNonNull(fal);
        FalClient client = FalClient.create(ClientOptions.builder()
                .apiKey(ApiKey.of("id:secret"))
                .runUri(server.runUri())
                .queueUri(server.queueUri())
                .restUri(server.restUri())
                .cdnUri(server.filesUri())
                .build());
        clients.add(client);
        return FalQueue.create(
                client,
                Fill.PRO,
                QueueOptions.builder()
                        .follow(Follow.polling(PollSchedule.fixed(Duration.ofMillis(20))))
                        .build());
    }

    private RequestHandle submitted() throws IOException {
        return Objects.requireNonNull(queue().submit(request()).block(LIMIT));
    }

    @AfterEach
    void close() {
        release.countDown();
        clients.forEach(FalClient::dispose);
        if (fal != null) {
            fal.close();
        }
    }

    @Test
    void anotherProcessGoesOnWithWhatAFileSays(@TempDir Path folder) throws Exception {
        LocalFal server = start(options -> options.logLines("one", "two", "two").painter((image, mask, seed, log) -> {
            release.await();
            log.accept("three");
            return image;
        }));
        Path file = Files.writeString(folder.resolve("handle.json"), submitted().toJson());
        clients.forEach(FalClient::dispose);
        List<String> said = new ArrayList<>();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WatchMain.class.getName(),
                        server.queueUri().toString(),
                        file.toString())
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.equals("log two")) {
                    release.countDown();
                }
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(said).as(Files.readString(folder.resolve("errors.txt"))).contains("state InProgress", "images 1");
        assertThat(said.stream().filter(line -> line.startsWith("log ") && !line.contains("image")))
                .containsSubsequence("log one", "log two", "log two", "log three");
        assertThat(said.stream().filter("log two"::equals)).hasSize(2);
        assertThat(server.stats().submits()).isEqualTo(1);
        assertThat(server.stats().cancelCalls()).isZero();
    }

    @Test
    void anotherClientGoesOnWhileTheFirstOneIsClosed() throws IOException {
        start(options -> options.painter((image, mask, seed, log) -> {
            release.await();
            return image;
        }));
        String stored = submitted().toJson();
        clients.get(0).disposeLater().block(LIMIT);
        FalQueue<FillRequest, FillResult> second = queue();
        RequestHandle handle = RequestHandle.fromJson(stored);
        StepVerifier.create(second.watch(handle)
                        .doOnNext(update -> release.countDown())
                        .last())
                .assertNext(update -> assertThat(update).isInstanceOf(QueueUpdate.Completed.class))
                .expectComplete()
                .verify(LIMIT);
        assertThat(second.result(handle).block(LIMIT)).isNotNull();
    }

    /** How a call by a handle ends: with the name of its error. */
    private static Map<String, String> ends(FalQueue<FillRequest, FillResult> queue, RequestHandle handle) {
        Map<String, Flux<?>> calls = new LinkedHashMap<>();
        calls.put("watch", queue.watch(handle));
        calls.put("logs", queue.logs(handle));
        calls.put("status", queue.status(handle).flux());
        calls.put("result", queue.result(handle).flux());
        Map<String, String> ends = new LinkedHashMap<>();
        calls.forEach((name, call) -> ends.put(name, end(call, handle)));
        return ends;
    }

    private static String end(Flux<?> call, RequestHandle handle) {
        return Objects.requireNonNull(call.then(Mono.just("well"))
                .onErrorResume(FalException.class, error -> {
                    assertThat(error.handle()).isEqualTo(handle);
                    assertThat(error.isSafeToResubmit()).isFalse();
                    return Mono.just(error.getClass().getSimpleName());
                })
                .block(LIMIT));
    }

    private static void isGone(FalQueue<FillRequest, FillResult> queue, RequestHandle handle) {
        String name = RequestNotFoundException.class.getSimpleName();
        assertThat(ends(queue, handle)).isEqualTo(Map.of("watch", name, "logs", name, "status", name, "result", name));
        StepVerifier.create(queue.result(handle))
                .expectErrorSatisfies(error -> assertThat(error.getMessage()).containsIgnoringCase("expired"))
                .verify(LIMIT);
    }

    @Test
    void anUnknownHandleIsNoFailure() {
        start(options -> options);
        isGone(queue(), new RequestHandle("fal-ai/flux-pro/v1/fill", "00000000-0000-4000-8000-000000000000"));
    }

    @Test
    void anExpiredHandleIsNoFailure() throws IOException {
        start(options -> options.painter((image, mask, seed, log) -> image).retention(Duration.ofMillis(1)));
        RequestHandle handle = submitted();
        FalQueue<FillRequest, FillResult> queue = queue();
        StepVerifier.create(queue.status(handle).repeat().then())
                .expectError(RequestNotFoundException.class)
                .verify(LIMIT);
        isGone(queue, handle);
    }

    @Test
    void aFailureIsOne() throws IOException {
        start(options -> options.painter((image, mask, seed, log) -> {
            throw new IllegalStateException("the brush broke");
        }));
        RequestHandle handle = submitted();
        String failed = RequestFailedException.class.getSimpleName();
        assertThat(ends(queue(), handle))
                .isEqualTo(Map.of("watch", failed, "logs", "well", "status", "well", "result", failed));
    }

    @Test
    void aCancelledRequestIsOne() throws IOException {
        start(options -> options.painter((image, mask, seed, log) -> {
            release.await();
            return image;
        }));
        RequestHandle handle = submitted();
        FalQueue<FillRequest, FillResult> queue = queue();
        assertThat(queue.cancel(handle).block(LIMIT))
                .isIn(CancelOutcome.CANCELLATION_REQUESTED, CancelOutcome.CANCELLED);
        StepVerifier.create(queue.logs(handle).then()).expectComplete().verify(LIMIT);
        String cancelled = RequestCancelledException.class.getSimpleName();
        assertThat(ends(queue, handle))
                .isEqualTo(Map.of("watch", cancelled, "logs", "well", "status", "well", "result", cancelled));
    }
}
