package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.Caller.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SchedulingTest {
    /** Whichever thread is busy for long, the jobs that come go to the other one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void noJobWaitsForABusyThreadWhileAnotherOneIsFree(int busy) {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        LocalFalOptions.Builder options = LocalFalOptions.builder().runners(2).painter((image, mask, seed, log) -> {
            if (seed == busy) {
                entered.countDown();
                opened.await();
            } else if (seed < 2) {
                entered.await();
                waiting.await();
            }
            return image;
        });
        try (Caller caller = Caller.of(options)) {
            List<String> ids = new ArrayList<>();
            for (int seed = 0; seed < 12; seed++) {
                ids.add(caller.accepted(Caller.input("seed", seed)));
            }
            waiting.countDown();
            String stuck = ids.remove(busy);
            ids.forEach(id -> assertThat(caller.finished(id).status()).isEqualTo(200));
            opened.countDown();
            assertThat(caller.finished(stuck).status()).isEqualTo(200);
        }
    }

    @Test
    void noMoreRunAtOnceThanThereAreRunners() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger peak = new AtomicInteger();
        CyclicBarrier three = new CyclicBarrier(3);
        LocalFalOptions.Builder options = LocalFalOptions.builder().runners(3).painter((image, mask, seed, log) -> {
            peak.accumulateAndGet(running.incrementAndGet(), Math::max);
            meet(three);
            running.decrementAndGet();
            return image;
        });
        try (Caller caller = Caller.of(options)) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                ids.add(caller.accepted(Caller.input()));
            }
            ids.forEach(id -> assertThat(caller.finished(id).status()).isEqualTo(200));

            LocalFalStats stats = caller.server.stats();
            assertThat(peak.get()).isEqualTo(3);
            assertThat(stats.peakRunning()).isEqualTo(3);
            assertThat(stats.submits()).isEqualTo(30);
            assertThat(stats.completed()).isEqualTo(30);
            assertThat(stats.peakInFlight()).isBetween(3, 30);
            assertThat(stats.running() + stats.queued() + stats.inFlight()).isZero();
        }
    }

    /** Passes only when three are here at once. */
    private static void meet(CyclicBarrier barrier) throws InterruptedException {
        try {
            barrier.await(Caller.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void positionsCountThoseAhead() {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(LocalFalOptions.builder().painter(gate).runners(1))) {
            caller.accepted(Caller.input());
            String second = caller.accepted(Caller.input());
            Reply third = caller.submit(Caller.input());

            assertThat(third.object().get("queue_position")).isEqualTo(1);
            Reply status = caller.status(second);
            assertThat(status.status()).isEqualTo(202);
            assertThat(status.text("status")).isEqualTo("IN_QUEUE");
            assertThat(status.object().get("queue_position")).isEqualTo(0);
            caller.cancel(second);
            assertThat(caller.status(third.text("request_id")).object().get("queue_position"))
                    .isEqualTo(0);
            assertThat(caller.server.stats().queued()).isEqualTo(1);
            gate.open();
        }
    }

    @Test
    void lowPriorityRunsAfterNormal() {
        ConcurrentLinkedQueue<Long> order = new ConcurrentLinkedQueue<>();
        Gate gate = new Gate();
        LocalFalOptions.Builder options = LocalFalOptions.builder().runners(1).painter((image, mask, seed, log) -> {
            order.add(seed);
            return gate.paint(image, mask, seed, log);
        });
        try (Caller caller = Caller.of(options)) {
            caller.accepted(Caller.input("seed", 0));
            Gate.await(gate.entered);
            String low = caller.accepted(Caller.input("seed", 1), "X-Fal-Queue-Priority", "low");
            caller.accepted(Caller.input("seed", 2), "X-Fal-Queue-Priority", "normal");
            caller.accepted(Caller.input("seed", 3));
            assertThat(caller.status(low).object().get("queue_position")).isEqualTo(2);
            gate.open();
            caller.finished(low);

            assertThat(order).containsExactly(0L, 2L, 3L, 1L);
        }
    }

    @Test
    void theQueueLengthCanBeLimitedByTheCaller() {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(LocalFalOptions.builder().painter(gate).runners(1))) {
            URI limited = URI.create(caller.server.queueUri() + Caller.FILL + "?fal_max_queue_length=1");
            caller.accepted(Caller.input());
            assertThat(caller.post(limited, Caller.input()).status()).isEqualTo(200);

            Reply refused = caller.post(limited, Caller.input());

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("x-fal-needs-retry")).isEqualTo("1");
            assertThat(caller.server.stats().accepted()).isEqualTo(2);
            assertThat(caller.post(URI.create(limited + "x"), Caller.input()).status())
                    .isEqualTo(400);
            gate.open();
        }
    }

    @Test
    void moreSynchronousRunsThanAllowedAreRefusedAndNotQueued() {
        Gate gate = new Gate();
        try (Caller caller =
                Caller.of(LocalFalOptions.builder().painter(gate).runners(2).runLimit(1))) {
            CompletableFuture<Reply> first = caller.runAsync(Caller.input());
            Gate.await(gate.entered);

            Reply refused = caller.run(Caller.input());

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text("detail")).isEqualTo("Reached concurrent requests limit of 1");
            assertThat(refused.text("type")).isEqualTo("concurrent_requests_limit");
            assertThat(refused.text("data")).contains("1");
            assertThat(refused.header("x-fal-needs-retry")).isEqualTo("1");
            gate.open();
            assertThat(first.join().status()).isEqualTo(200);
            assertThat(caller.run(Caller.input()).status()).isEqualTo(200);
        }
    }

    @Test
    void aSynchronousRunWaitsForARunnerWithinItsLimit() {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(LocalFalOptions.builder().painter(gate).runners(1))) {
            String queued = caller.accepted(Caller.input());
            Gate.await(gate.entered);
            CompletableFuture<Reply> run = caller.runAsync(Caller.input());
            caller.awaitStats(stats -> stats.queued() > 0);
            gate.open();

            assertThat(run.join().status()).isEqualTo(200);
            assertThat(caller.finished(queued).status()).isEqualTo(200);
        }
    }

    /** An answer written from a runner's thread once left its connection dead for the next request, now and then. */
    @Test
    void aConnectionServesOnAfterAnAnswerThatCameFromARunner() {
        try (Caller caller = Caller.of(Caller.instant())) {
            String id = caller.accepted(Caller.input());
            for (int round = 0; round < 500; round++) {
                assertThat(caller.run(Caller.input()).status()).isEqualTo(200);
                assertThat(caller.finished(id).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void evenAFreeRunnerWaitsForTheQueueWait() {
        try (Caller caller = Caller.of(Caller.instant().queueWait(Duration.ofMillis(400)))) {
            long start = System.nanoTime();
            String id = caller.accepted(Caller.input());

            caller.finished(id);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(399));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Fal-Request-Timeout", "x-fal-request-start-timeout"})
    void aRequestThatDoesNotStartInTimeFailsWith504(String header) {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(LocalFalOptions.builder().painter(gate).runners(1))) {
            String running = caller.accepted(Caller.input(), header, "0.2");
            Gate.await(gate.entered);
            String waiting = caller.accepted(Caller.input(), header, "0.2");

            Reply status = caller.await(waiting, "COMPLETED");
            assertThat(status.status()).isEqualTo(200);
            assertThat(status.text("error")).isEqualTo("Request timed out");
            assertThat(status.text("error_type")).isEqualTo("request_timeout");
            assertThat(status.text("metrics")).contains("inference_time=null");
            assertTimeout(caller.result(waiting));
            assertTimeout(caller.run(Caller.input(), header, "0.2"));
            gate.open();
            assertThat(caller.finished(running).status()).isEqualTo(200);
            assertThat(caller.server.stats().failed()).isEqualTo(2);
        }
    }

    private static void assertTimeout(Reply reply) {
        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.header("x-fal-request-timeout-type")).isEqualTo("user");
        assertThat(reply.header("x-fal-error-type")).isEqualTo("request_timeout");
    }

    @Test
    void theNewNameOfTheStartTimeoutWins() {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(LocalFalOptions.builder().painter(gate).runners(1))) {
            caller.accepted(Caller.input());
            String id = caller.accepted(
                    Caller.input(), "X-Fal-Request-Timeout", "3600", "X-Fal-Request-Start-Timeout", "0.15");

            assertThat(caller.finished(id).status()).isEqualTo(504);
            gate.open();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1", "0", "-1", "x", "1e3", "NaN", "5s"})
    void aMalformedStartTimeoutIsRefused(String value) {
        try (Caller caller = Caller.of(Caller.instant())) {
            for (Reply reply : List.of(
                    caller.submit(Caller.input(), "X-Fal-Request-Timeout", value),
                    caller.run(Caller.input(), "X-Fal-Request-Timeout", value))) {
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.text("error_type")).isEqualTo("bad_request");
                assertThat(reply.header("x-fal-error-type")).isEqualTo("bad_request");
            }
            assertThat(caller.server.stats().accepted()).isZero();
        }
    }
}
