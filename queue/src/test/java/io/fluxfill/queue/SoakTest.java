package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.hygiene.PoolGauges;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Short requests one after the other, for as long as it is told, in every way there is to run and to follow them; some are
 * left in the middle, and some streams are cut. Nothing may pile up: neither memory, nor threads, nor connections, nor
 * anything that is counted.
 *
 * <p>A slice of it runs always; {@code mvn -Psoak -pl queue -am verify} runs ten minutes of it, or
 * {@code -Dfluxfill.soak.seconds}, with {@code -Dfluxfill.soak.inFlight} requests at a time.
 */
@ResourceLock("virtual time")
class SoakTest {
    private static final long SECONDS = Long.getLong("fluxfill.soak.seconds", 15);
    private static final int IN_FLIGHT = Integer.getInteger("fluxfill.soak.inFlight", 100);
    /** So many items of fan-outs run among them. */
    private static final int FAN_OUTS_OF_TEN = Math.max(2, IN_FLIGHT / 50);

    private static final int SINGLES = IN_FLIGHT - 10 * FAN_OUTS_OF_TEN;
    private static final double LEAVING = 0.05;
    /** The more run at once, the longer each takes. */
    private static final int LEAVING_WITHIN_MILLIS = 3 * IN_FLIGHT;

    private static final String SINGLE = "single";
    private static final String FANNED = "fanned";

    private final SoakServer server = new SoakServer(0.03);
    private final PoolGauges pools = new PoolGauges();
    private final SoakLedger ledger = new SoakLedger();
    private final FalClient client = client(server);
    private final List<FalQueue<String, Map<?, ?>>> queues = List.of(
            queue(client, Follow.polling(PollSchedule.adaptive())),
            queue(client, Follow.streaming()),
            queue(client, Follow.automatic()));
    private final InFlightLimit limit = InFlightLimit.of(10 * FAN_OUTS_OF_TEN);
    private final SpendingBudget budget = SpendingBudget.usd("1000000000");
    private final FanOutMonitor monitor = FanOutMonitor.create();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong handedOut = new AtomicLong();
    private final AtomicInteger round = new AtomicInteger();
    private final Map<String, AtomicLong> errors = new ConcurrentHashMap<>();
    private volatile boolean isOver;

    private FalClient client(SoakServer server) {
        return FalClient.builder()
                .options(ClientOptions.builder()
                        .apiKey(ApiKey.of("id:secret"))
                        .queueUri(server.uri())
                        .maxOpenStreams(Math.max(20, IN_FLIGHT / 2))
                        .build())
                .httpClient(pools)
                .metrics(ledger)
                .build();
    }

    private static FalQueue<String, Map<?, ?>> queue(FalClient client, Follow follow) {
        return FalQueue.create(
                client,
                FakeFal.ENDPOINT.withEstimate(input -> Mono.just(java.math.BigDecimal.ONE)),
                QueueOptions.builder().follow(follow).build());
    }

    /** Singles and fan-outs, each followed by the next one until it is over. */
    private Mono<Void> everything() {
        return Mono.when(
                again(SINGLES, this::single),
                // Of their ten items each, that is.
                again(FAN_OUTS_OF_TEN, this::fanOut));
    }

    /** Opens what the machine keeps open: event loops, timers, class files. */
    private void warmUp() {
        try (SoakServer other = new SoakServer(0)) {
            FalClient first = client(other);
            Flux.just(Follow.streaming(), Follow.polling(PollSchedule.adaptive()))
                    .repeat(20)
                    .flatMap(follow -> queue(first, follow).runWithUpdates(SINGLE), 8, 1)
                    .then()
                    .block();
            first.disposeLater().block();
            PoolGauges.await(() -> pools.allocated() == 0);
        }
    }

    private static Flux<Integer> numbers(AtomicInteger from) {
        return Mono.fromSupplier(from::getAndIncrement).repeat();
    }

    private Mono<Void> again(int atOnce, java.util.function.Function<SplittableRandom, Mono<Void>> work) {
        return numbers(round)
                .takeWhile(any -> !isOver)
                .flatMap(
                        number -> work.apply(new SplittableRandom(number)).onErrorResume(error -> {
                            errors.computeIfAbsent(error.toString(), any -> new AtomicLong())
                                    .incrementAndGet();
                            return Mono.empty();
                        }),
                        atOnce,
                        1)
                .then();
    }

    private <T> Flux<T> orLeave(Flux<T> work, SplittableRandom random) {
        return random.nextDouble() < LEAVING
                ? work.takeUntilOther(Mono.delay(Duration.ofMillis(random.nextInt(LEAVING_WITHIN_MILLIS))))
                : work;
    }

    private FalQueue<String, Map<?, ?>> any(SplittableRandom random) {
        return queues.get(random.nextInt(queues.size()));
    }

    private Mono<Void> single(SplittableRandom random) {
        FalQueue<String, Map<?, ?>> queue = any(random);
        Flux<?> work = random.nextBoolean()
                ? queue.run(SINGLE)
                        .doOnNext(reply -> delivered.incrementAndGet())
                        .flux()
                : queue.runWithUpdates(SINGLE).doOnNext(update -> {
                    if (update.isCompleted()) {
                        delivered.incrementAndGet();
                    }
                });
        return orLeave(work, random).then();
    }

    private Mono<Void> fanOut(SplittableRandom random) {
        FanOut<Integer> fanOut =
                FanOut.<Integer>maxInFlight(10).limit(limit).budget(budget).monitor(monitor);
        FalQueue<String, Map<?, ?>> queue = any(random);
        Flux<Integer> items = Flux.range(0, 40);
        Flux<?> work = random.nextBoolean()
                ? queue.runAll(items, item -> FANNED, fanOut).doOnNext(this::count)
                : queue.runAllWithUpdates(items, item -> FANNED, fanOut).doOnNext(update -> {
                    if (update instanceof ItemUpdate.Finished<Integer, Map<?, ?>> finished) {
                        count(finished.outcome());
                    }
                });
        return orLeave(work, random).then();
    }

    private void count(Outcome<Integer, Map<?, ?>> outcome) {
        if (outcome instanceof Outcome.Failed<Integer, Map<?, ?>> failed) {
            errors.computeIfAbsent(failed.error().toString(), any -> new AtomicLong())
                    .incrementAndGet();
        } else {
            handedOut.incrementAndGet();
        }
    }

    @Test
    void nothingPilesUp() throws Exception {
        Path leaks = Path.of(System.getProperty("fluxfill.leaks", "target/netty-leaks.txt"));
        long leaksBefore = size(leaks);
        int threadsBefore = 0;
        int mostThreads = 0;
        HeapWatch heap = new HeapWatch(SECONDS < 60 ? 4 : 10);
        warmUp();
        long filesBefore = openFiles();
        try (Dropped dropped = new Dropped()) {
            long begun = System.nanoTime();
            CompletableFuture<@Nullable Void> running = everything().toFuture();
            long pause = Math.max(SECONDS * 10, 300);
            int inFlightSeen = 0;
            while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(SECONDS)) {
                assertThat(endsWithin(running, pause))
                        .as("it ended early: " + errors)
                        .isFalse();
                heap.look();
                inFlightSeen = Math.max(inFlightSeen, client.runningWork().running());
                int threads = ManagementFactory.getThreadMXBean().getThreadCount();
                if (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(SECONDS) / 5) {
                    threadsBefore = Math.max(threadsBefore, threads);
                } else {
                    mostThreads = Math.max(mostThreads, threads);
                }
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            isOver = true;
            assertThat(endsWithin(running, 60_000)).as("all end").isTrue();
            say(
                    "%.0f s, %d in flight (seen %d): accepted %d singles and %d of fan-outs, %.0f a second",
                    seconds,
                    IN_FLIGHT,
                    inFlightSeen,
                    server.accepted(SINGLE),
                    server.accepted(FANNED),
                    (server.accepted(SINGLE) + server.accepted(FANNED)) / seconds);
            say(
                    "polls %d, streams %d, of them cut %d; cancels %s, failed %d; retries %d",
                    server.polls.get(),
                    server.streams.get(),
                    server.cutStreams.get(),
                    ledger.cancels(),
                    ledger.cancelsFailed.get(),
                    ledger.retries.get());
            client.compensations().settled(Duration.ofSeconds(30)).block();
            long pooled = pools.allocated();
            checkThatNothingIsLeft();
            client.disposeLater().block(Duration.ofSeconds(30));
            PoolGauges.await(() -> pools.allocated() == 0);
            int pooledAfter = pools.allocated();
            PoolGauges.await(() -> server.connections.get() == 0);
            server.close();
            PoolGauges.await(() -> openFiles() <= filesBefore + 2);
            say("%s", heap);
            say(
                    "threads: at most %d in the first fifth, %d after it; files: %d before, %d after; connections: %d, %d after",
                    threadsBefore, mostThreads, filesBefore, openFiles(), pooled, pooledAfter);
            say("dropped errors: %s", dropped.places());
            for (int i = 0; i < 3; i++) {
                System.gc();
                PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
            }
            assertThat(dropped.places()).as("errors that reach nobody").isEmpty();
            assertThat(size(leaks)).as("leaked buffers").isEqualTo(leaksBefore);
            assertThat(mostThreads).as("threads").isLessThanOrEqualTo(threadsBefore + 1);
            assertThat(pooledAfter).as("connections of the closed client").isZero();
            assertThat(openFiles()).as("open files").isLessThanOrEqualTo(filesBefore + 2);
            assertThat(heap.looks()).as("looks at the heap").isGreaterThanOrEqualTo(8);
            assertThat(heap.last()).as("heap in the end, " + heap).isLessThanOrEqualTo(1.1 * heap.second());
            assertThat(heap.growth()).as("steady growth, " + heap).isLessThanOrEqualTo(0.1);
        }
    }

    private void checkThatNothingIsLeft() {
        pools.awaitNobody();
        assertThat(errors).as("errors that callers saw").isEmpty();
        assertThat(client.runningWork().running()).isZero();
        assertThat(client.compensations().running()).isZero();
        assertThat(ledger.calls()).as("calls under way").isZero();
        assertThat(ledger.openStreams()).as("open streams").isZero();
        assertThat(ledger.owned()).as("requests that somebody owns").isZero();
        assertThat(limit.inFlight()).as("places that were not given back").isZero();
        assertThat(budget.reserved()).as("money that is reserved for nobody").isZero();
        assertThat(monitor.now().inFlight()).isZero();
        assertThat(ledger.cancelsFailed).hasValue(0);
        PoolGauges.await(() -> server.openStreams.get() == 0);
        assertThat(server.openStreams)
                .as("streams that the server still serves")
                .hasValue(0);
        assertThat(server.left())
                .as("requests that nobody fetched or cancelled")
                .isZero();
        assertThat(server.accepted(SINGLE))
                .as("accepted = delivered + cancelled")
                .isEqualTo(delivered.get() + server.cancelled(SINGLE));
        // Outcomes may have been on their way to a fan-out that was just left; they had ended at fal.
        assertThat(server.accepted(FANNED))
                .as("accepted = delivered + cancelled + on its way when its fan-out was left")
                .isGreaterThanOrEqualTo(handedOut.get() + server.cancelled(FANNED))
                .isLessThanOrEqualTo(handedOut.get()
                        + server.cancelled(FANNED)
                        + monitor.now().cancelled());
        assertThat(server.cancelled(SINGLE)).as("some leave").isPositive();
        assertThat(server.cutStreams).as("some streams are cut").hasPositiveValue();
    }

    private static boolean endsWithin(CompletableFuture<@Nullable Void> running, long millis) throws Exception {
        try {
            running.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is in a library of its own
    private static void say(String format, Object... values) {
        System.out.println("soak: " + String.format(Locale.ROOT, format, values));
    }
}
