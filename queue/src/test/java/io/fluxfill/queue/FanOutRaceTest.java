package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.transport.Call.Operation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.test.util.RaceTestUtils;

/** Cancels whole fan-outs at every moment, thousands of times: every place and all the money has to come back. */
@ResourceLock("virtual time")
class FanOutRaceTest {
    private static final int ROUNDS = 5_000;
    private static final int ITEMS = 4;
    private static final BigDecimal PRICE = new BigDecimal("0.05");

    private final FakeFal fal = new FakeFal();
    private final FalClient client = fal.client();
    private final SplittableRandom random = new SplittableRandom(11);
    private final InFlightLimit limit = InFlightLimit.adaptive(2, 3);
    private final SpendingBudget budget = SpendingBudget.usd("1000000");
    private final FanOutMonitor monitor = FanOutMonitor.create();
    private final Map<String, Boolean> delivered = new ConcurrentHashMap<>();

    private FalQueue<String, Map<?, ?>> queue() {
        return FalQueue.create(
                client,
                Gatekeeper.priced(),
                FakeFal.options()
                        .follow(Follow.polling(PollSchedule.fixed(Duration.ofMillis(20))))
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

    private void check(int notBilled) {
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
        return round % 50 == 0 ? 60_000 + random.nextInt(30_000) : random.nextInt(600);
    }

    @Test
    void outcomes() {
        fal.latency = call -> Duration.ofNanos(call.operation() == Operation.SUBMIT ? 30_000 : 1);
        FalQueue<String, Map<?, ?>> queue = queue();
        for (int i = 0; i < ROUNDS; i++) {
            round(
                    queue.runAll(Flux.range(0, ITEMS), item -> "0.05", fanOut()),
                    outcome -> outcome.fold(ok -> delivered.put(ok.handle().requestId(), true), bad -> null),
                    leaveAfter(i));
        }
        check(0);
    }

    @Test
    void updatesWithRefusals() {
        AtomicInteger refused = new AtomicInteger();
        fal.latency = call -> Duration.ofNanos(call.operation() == Operation.SUBMIT ? 20_000 : 1);
        fal.failure = (call, n) -> {
            if (call.operation() != Operation.SUBMIT || n % 3 != 0) {
                return null;
            }
            if (n % 2 == 0) {
                return new OutcomeUnknownException("lost", new Origin(null, null, false), null);
            }
            refused.incrementAndGet();
            return new RateLimitedException("slow down", null, Origin.LOCAL, null);
        };
        FalQueue<String, Map<?, ?>> queue = queue();
        for (int i = 0; i < ROUNDS; i++) {
            round(
                    queue.runAllWithUpdates(Flux.range(0, ITEMS), item -> "0.05", fanOut()),
                    update -> update.fold(
                            progress -> null,
                            finished -> finished.outcome()
                                    .fold(ok -> delivered.put(ok.handle().requestId(), true), bad -> null)),
                    leaveAfter(i));
        }
        check(refused.get());
        assertThat(refused).hasPositiveValue();
    }
}
