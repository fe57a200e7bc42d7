package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.hygiene.PoolGauges;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.Call.Operation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.test.util.RaceTestUtils;

/** Cancels whole fan-outs at every moment, thousands of times: every place and all the money has to come back. */
@ResourceLock("virtual time")
class FanOutRaceTest {
    private static final int ROUNDS = 10_000;
    private static final int ITEMS = 4;
    private static final BigDecimal PRICE = new BigDecimal("0.05");

    private final FakeFal fal = new FakeFal();
    private final FalClient client = fal.client();
    private final SplittableRandom random = new SplittableRandom(11);
    private final InFlightLimit limit = InFlightLimit.adaptive(2, 3);
    private final SpendingBudget budget = SpendingBudget.usd("1000000");
    private final FanOutMonitor monitor = FanOutMonitor.create();
    private final Map<String, Boolean> delivered = new ConcurrentHashMap<>();

    /** Whose results were asked for: they have ended at fal. */
    private final Map<String, Boolean> ended = new ConcurrentHashMap<>();

    private FalQueue<String, Map<?, ?>> queue(boolean streaming) {
        fal.streams = (call, n) -> Flux.just(
                        FakeFal.event(FakeFal.status("IN_PROGRESS")), FakeFal.event(FakeFal.status("COMPLETED")))
                .delaySubscription(Duration.ofNanos(20_000));
        return FalQueue.create(
                client,
                Gatekeeper.priced(),
                FakeFal.options()
                        .timer(HurriedTimer::new)
                        .follow(
                                streaming
                                        ? Follow.streaming()
                                        : Follow.polling(PollSchedule.fixed(Duration.ofMillis(20))))
                        .build());
    }

    private FanOut<Integer> fanOut() {
        return FanOut.<Integer>maxInFlight(3).limit(limit).budget(budget).monitor(monitor);
    }

    private <T> void round(Publisher<T> fanOut, Consumer<T> seen, long cancelAfterMicros) {
        AtomicBoolean ended = new AtomicBoolean();
        BaseSubscriber<T> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                requestUnbounded();
            }

            @Override
            protected void hookOnNext(T value) {
                seen.accept(value);
            }

            @Override
            protected void hookFinally(SignalType type) {
                ended.set(true);
            }
        };
        RaceTestUtils.race(() -> fanOut.subscribe(subscriber), () -> {
            long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(cancelAfterMicros);
            while (!ended.get() && System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            subscriber.cancel();
        });
    }

    private @Nullable Throwable observe(Call<?> call) {
        if (call.operation() == Operation.RESULT && call.handle() != null) {
            ended.put(call.handle().requestId(), true);
        }
        return null;
    }

    private void check(int notBilled, int lost) {
        assertThat(client.compensations()
                        .settled(Duration.ofSeconds(30))
                        .thenReturn(true)
                        .block(Duration.ofSeconds(40)))
                .isTrue();
        assertThat(limit.inFlight()).isZero();
        assertThat(budget.reserved()).isZero();
        assertThat(budget.spent())
                .as("each that was accepted, and may have been billed, once")
                .isEqualByComparingTo(PRICE.multiply(BigDecimal.valueOf(fal.accepted.get() - notBilled)));
        // A thread that was within a request when it was left may still be on its way out.
        PoolGauges.await(() -> client.runningWork().running() == 0);
        assertThat(client.runningWork().running()).isZero();
        assertThat(fal.cancels.values()).allSatisfy(count -> assertThat(count).hasValue(1));
        assertThat(fal.cancels.keySet()).doesNotContainAnyElementsOf(delivered.keySet());
        Set<String> notTaken = new HashSet<>(ended.keySet());
        notTaken.removeAll(delivered.keySet());
        notTaken.removeAll(fal.cancels.keySet());
        assertThat(fal.accepted.get() - notBilled)
                .as("accepted = delivered + ended when its fan-out was left + cancelled + outcome unknown")
                .isEqualTo(delivered.size() + notTaken.size() + fal.cancels.size() + lost);
        FanOutProgress end = monitor.now();
        assertThat(end.inFlight()).isZero();
        assertThat(end.ended()).isEqualTo(end.total());
        assertThat(end.spent()).isEqualByComparingTo(budget.spent());
        assertThat(delivered).as("some rounds win").hasSizeGreaterThan(50);
        assertThat(fal.cancels).as("some lose").hasSizeGreaterThan(100);
        assertThat(end.cancelled()).isGreaterThanOrEqualTo(fal.cancels.size());
    }

    private long leaveAfter(int round) {
        // Every fiftieth one is given the time to end.
        return round % 50 == 0 ? 20_000 : random.nextInt(600);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void outcomes(boolean streaming) {
        fal.failure = (call, n) -> observe(call);
        fal.latency = call -> Duration.ofNanos(call.operation() == Operation.SUBMIT ? 30_000 : 1);
        FalQueue<String, Map<?, ?>> queue = queue(streaming);
        for (int i = 0; i < ROUNDS; i++) {
            round(
                    queue.runAll(Flux.range(0, ITEMS), item -> "0.05", fanOut()),
                    outcome -> outcome.<@Nullable Boolean>fold(
                            ok -> delivered.put(ok.handle().requestId(), true), bad -> null),
                    leaveAfter(i));
        }
        check(0, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void updatesWithRefusals(boolean streaming) {
        AtomicInteger lost = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        fal.latency = call -> Duration.ofNanos(call.operation() == Operation.SUBMIT ? 20_000 : 1);
        fal.failure = (call, n) -> {
            if (call.operation() != Operation.SUBMIT || n % 3 != 0) {
                return observe(call);
            }
            if (n % 2 == 0) {
                lost.incrementAndGet();
                return new OutcomeUnknownException("lost", new Origin(null, null, false), null);
            }
            refused.incrementAndGet();
            return new RateLimitedException("slow down", null, Origin.LOCAL, null);
        };
        FalQueue<String, Map<?, ?>> queue = queue(streaming);
        for (int i = 0; i < ROUNDS; i++) {
            round(
                    queue.runAllWithUpdates(Flux.range(0, ITEMS), item -> "0.05", fanOut()),
                    update -> update.<@Nullable Boolean>fold(
                            progress -> null,
                            finished -> finished.outcome()
                                    .<@Nullable Boolean>fold(
                                            ok -> delivered.put(ok.handle().requestId(), true), bad -> null)),
                    leaveAfter(i));
        }
        check(refused.get(), lost.get());
        assertThat(refused).hasPositiveValue();
    }
}
