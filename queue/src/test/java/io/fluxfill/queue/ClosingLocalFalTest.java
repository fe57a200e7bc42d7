package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.Endpoint;
import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.hygiene.PoolGauges;
import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import io.fluxfill.localfal.LocalFalStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Closing a client of a real socket. */
@Timeout(120)
@ResourceLock("virtual time")
class ClosingLocalFalTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Map<String, String> INPUT = Map.of(
            "prompt", "a meadow",
            "image_url",
                    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
            "mask_url",
                    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEANl9ngAAAAABJRU5ErkJggg==");

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static final Endpoint<Map<String, String>, Map<?, ?>> ENDPOINT =
            (Endpoint) Endpoint.of("fal-ai/flux-pro/v1/fill", Map.class, Map.class);

    private final CountDownLatch release = new CountDownLatch(1);
    private final LocalFal fal = LocalFal.start(LocalFalOptions.builder()
            .runners(2)
            .painter((image, mask, seed, log) -> {
                release.await();
                return image;
            })
            .build());
    private final FalClient client = FalClient.create(ClientOptions.builder()
            .apiKey(ApiKey.of("id:secret"))
            .queueUri(fal.queueUri())
            .build());

    private FalQueue<Map<String, String>, Map<?, ?>> queue(Follow follow) {
        return FalQueue.create(
                client, ENDPOINT, QueueOptions.builder().follow(follow).build());
    }

    private static Follow often() {
        return Follow.polling(PollSchedule.fixed(Duration.ofMillis(50)));
    }

    @AfterEach
    void close() {
        release.countDown();
        client.dispose();
        fal.close();
    }

    @Test
    void hundredsInFlightAreCancelledEachOnce() throws Exception {
        CountDownLatch accepted = new CountDownLatch(300);
        FanOut<Integer> fanOut =
                FanOut.<Integer>maxInFlight(300).onEnqueued((item, handle) -> Mono.fromRunnable(accepted::countDown));
        List<Outcome<Integer, Map<?, ?>>> outcomes = new CopyOnWriteArrayList<>();
        CompletableFuture<@Nullable Void> running = queue(Follow.polling(PollSchedule.fixed(Duration.ofSeconds(2))))
                .runAll(Flux.range(0, 300), item -> INPUT, fanOut)
                .doOnNext(outcomes::add)
                .onErrorComplete(ClientClosedException.class)
                .then()
                .toFuture();
        assertThat(accepted.await(60, TimeUnit.SECONDS)).isTrue();
        client.disposeLater(Duration.ZERO).block(LIMIT);
        running.get(20, TimeUnit.SECONDS);
        assertThat(outcomes).hasSize(300).allSatisfy(outcome -> {
            assertThat(outcome.handle()).isNotNull();
            assertThat(((Outcome.Failed<?, ?>) outcome).error()).isInstanceOf(ClientClosedException.class);
        });
        // What runs is only asked to stop, and ends a moment after that was answered.
        PoolGauges.await(() -> fal.stats().inFlight() == 0);
        LocalFalStats stats = fal.stats();
        assertThat(stats.submits()).isEqualTo(300);
        assertThat(stats.cancelCalls()).isEqualTo(300);
        assertThat(stats.cancelled()).isEqualTo(300);
        assertThat(stats.inFlight()).isZero();
    }

    @Test
    void whatRunsComesHomeBeforeTheConnectionsAreClosed() throws Exception {
        CountDownLatch accepted = new CountDownLatch(4);
        FanOut<Integer> fanOut =
                FanOut.<Integer>maxInFlight(4).onEnqueued((item, handle) -> Mono.fromRunnable(accepted::countDown));
        CompletableFuture<@Nullable List<Outcome<Integer, Map<?, ?>>>> running = queue(often())
                .runAll(Flux.range(0, 4), item -> INPUT, fanOut)
                .collectList()
                .toFuture();
        assertThat(accepted.await(60, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<@Nullable Void> closing = client.disposeLater(LIMIT).toFuture();
        assertThat(client.isDisposed()).isFalse();
        release.countDown();
        closing.get(60, TimeUnit.SECONDS);
        assertThat(running.get(20, TimeUnit.SECONDS))
                .hasSize(4)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Succeeded.class));
        assertThat(fal.stats().cancelCalls()).isZero();
        assertThat(client.isDisposed()).isTrue();
    }

    @Test
    void whoWatchesEndsWithTheConnectionsAndHasTheHandle() throws Exception {
        for (Follow follow : List.of(often(), Follow.streaming())) {
            FalClient second = FalClient.create(client.options());
            FalQueue<Map<String, String>, Map<?, ?>> queue = FalQueue.create(
                    second, ENDPOINT, QueueOptions.builder().follow(follow).build());
            RequestHandle handle = Objects.requireNonNull(queue.submit(INPUT).block(LIMIT));
            CountDownLatch watching = new CountDownLatch(1);
            CompletableFuture<@Nullable Throwable> end = queue.watch(handle)
                    .doOnNext(update -> watching.countDown())
                    .then(Mono.<Throwable>empty())
                    .onErrorResume(Mono::just)
                    .toFuture();
            assertThat(watching.await(60, TimeUnit.SECONDS)).isTrue();
            second.disposeLater().block(LIMIT);
            assertThat(end.get(60, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            ClientClosedException.class,
                            closed -> assertThat(closed.handle()).isEqualTo(handle));
        }
        assertThat(fal.stats().cancelCalls()).isZero();
    }
}
