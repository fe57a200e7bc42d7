package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.FalException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.hygiene.PoolGauges;
import io.fluxfill.transport.Body;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.Call.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.SignalType;
import reactor.test.util.RaceTestUtils;

/** Cancels at every moment of a request's life, thousands of times, and counts where each accepted request ended. */
@ResourceLock("virtual time")
class SubmitRaceTest {
    private static final int ROUNDS = 10_000;

    private final FakeFal fal = new FakeFal();
    private final FalClient client = fal.client();
    private final Map<String, AtomicInteger> delivered = new ConcurrentHashMap<>();
    private final AtomicInteger droppedErrors = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();

    private FalQueue<String, Map<?, ?>> queue() {
        return FalQueue.create(
                client,
                FakeFal.ENDPOINT,
                FakeFal.options()
                        .follow(Follow.polling(PollSchedule.fixed(Duration.ofMillis(20))))
                        .build());
    }

    /** One request whose subscriber leaves after some microseconds, unless it ends before. */
    private <T> void round(Publisher<T> request, Function<T, String> id, long cancelAfterMicros) {
        AtomicBoolean ended = new AtomicBoolean();
        BaseSubscriber<T> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                requestUnbounded();
            }

            @Override
            protected void hookOnNext(T value) {
                delivered
                        .computeIfAbsent(id.apply(value), any -> new AtomicInteger())
                        .incrementAndGet();
            }

            @Override
            protected void hookOnError(Throwable error) {
                if (error instanceof OutcomeUnknownException) {
                    unknown.incrementAndGet();
                }
            }

            @Override
            protected void hookFinally(SignalType type) {
                ended.set(true);
            }
        };
        RaceTestUtils.race(() -> request.subscribe(subscriber), () -> {
            long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(cancelAfterMicros);
            while (!ended.get() && System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            subscriber.cancel();
        });
    }

    @BeforeEach
    void countDroppedErrors() {
        Hooks.onErrorDropped(error -> droppedErrors.incrementAndGet());
    }

    @AfterEach
    void resetHooks() {
        Hooks.resetOnErrorDropped();
    }

    private void settle() {
        // A thread that was within a request when it was left may still be on its way out.
        PoolGauges.await(() -> client.runningWork().running() == 0);
        assertThat(client.runningWork().running()).isZero();
        // The late answers of submits that were left on the wire, then the cancels that follow them.
        assertThat(client.compensations()
                        .settled(Duration.ofSeconds(30))
                        .thenReturn(true)
                        .block(Duration.ofSeconds(40)))
                .isTrue();
        assertThat(client.compensations().running()).isZero();
    }

    private void checkThatNoneIsLostAndNoneIsCancelledTwice() {
        assertThat(fal.cancels.values()).allSatisfy(count -> assertThat(count).hasValue(1));
        // Where answers do get lost, an error may still meet a subscriber that is just leaving; here none may.
        assertThat(droppedErrors).hasValue(0);
        assertThat(fal.cancels.keySet()).doesNotContainAnyElementsOf(delivered.keySet());
        assertThat(fal.accepted.get())
                .as("accepted = delivered + cancelled + outcome unknown")
                .isEqualTo(delivered.size() + fal.cancels.size() + unknown.get());
    }

    @Test
    void submitHandsOverOrCancels() {
        SplittableRandom random = new SplittableRandom(1);
        fal.latency = call -> Duration.ofNanos(call.operation() == Operation.SUBMIT ? 30_000 : 1);
        FalQueue<String, Map<?, ?>> queue = queue();
        for (int i = 0; i < ROUNDS; i++) {
            round(queue.submit("x"), RequestHandle::requestId, random.nextInt(250));
        }
        settle();
        checkThatNoneIsLostAndNoneIsCancelledTwice();
        assertThat(delivered)
                .as("some rounds win, some lose, or the race is none")
                .hasSizeGreaterThan(100);
        assertThat(fal.cancels).hasSizeGreaterThan(100);
    }

    @Test
    void runDeliversOrCancels() {
        SplittableRandom random = new SplittableRandom(2);
        fal.latency = call -> random.nextBoolean() ? Duration.ZERO : Duration.ofNanos(20_000);
        FalQueue<String, Map<?, ?>> queue = queue();
        for (int i = 0; i < ROUNDS; i++) {
            // Every fiftieth one is given the time to end, and half of those whatever time they take.
            long leave = i % 100 == 0
                    ? TimeUnit.SECONDS.toMicros(30)
                    : i % 50 == 0 ? 20_000 + random.nextInt(2_000) : random.nextInt(300);
            round(
                    queue.runWithUpdates("x").filter(QueueUpdate::isCompleted),
                    update -> update.handle().requestId(),
                    leave);
        }
        settle();
        checkThatNoneIsLostAndNoneIsCancelledTwice();
        assertThat(delivered).hasSizeGreaterThan(50);
        assertThat(fal.cancels).hasSizeGreaterThan(100);
    }

    @Test
    void anAnswerThatNeverComesIsCountedAsUnknown() {
        SplittableRandom random = new SplittableRandom(3);
        AtomicInteger lost = new AtomicInteger();
        fal.latency = call -> Duration.ofNanos(call.operation() == Operation.SUBMIT ? 30_000 : 1);
        fal.failure = (call, n) -> {
            if (call.operation() != Operation.SUBMIT || n % 3 != 0) {
                return null;
            }
            lost.incrementAndGet();
            return new OutcomeUnknownException("lost", new FalException.Origin(null, null, false), null);
        };
        FalQueue<String, Map<?, ?>> queue = queue();
        for (int i = 0; i < ROUNDS; i++) {
            round(queue.submit("x"), RequestHandle::requestId, random.nextInt(250));
        }
        settle();
        assertThat(fal.cancels.values()).allSatisfy(count -> assertThat(count).hasValue(1));
        assertThat(fal.accepted.get())
                .as("accepted = delivered + cancelled + answers lost")
                .isEqualTo(delivered.size() + fal.cancels.size() + lost.get());
        assertThat(unknown.get()).as("told to those who stayed").isPositive().isLessThanOrEqualTo(lost.get());
    }

    @Test
    void whateverGoesWrongEachAcceptedRequestIsAccountedForOnce() {
        SplittableRandom random = new SplittableRandom(4);
        AtomicInteger lost = new AtomicInteger();
        Map<String, Boolean> cancelFailed = new ConcurrentHashMap<>();
        fal.latency = call -> Duration.ofNanos(call.operation() == Operation.SUBMIT ? 30_000 : 1);
        fal.failure = (call, n) -> switch (call.operation()) {
            case SUBMIT -> {
                if (n % 5 != 0) {
                    yield null;
                }
                if (!isLeft(call)) {
                    lost.incrementAndGet();
                }
                yield new OutcomeUnknownException("lost", new FalException.Origin(null, null, false), null);
            }
            case CANCEL -> {
                if (n % 50 != 0) {
                    yield null;
                }
                cancelFailed.put(Objects.requireNonNull(call.handle()).requestId(), true);
                yield FakeFal.failed(call);
            }
            default -> null;
        };
        FalQueue<String, Map<?, ?>> cancelling = queue();
        FalQueue<String, Map<?, ?>> leaving = FalQueue.create(
                client,
                FakeFal.ENDPOINT,
                FakeFal.options().onAbandon(OnAbandon.LEAVE_RUNNING).build());
        Set<String> left = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < ROUNDS; i++) {
            if (i % 10 == 0) {
                round(
                        leaving.runWithUpdates("left")
                                .doOnNext(update -> left.add(update.handle().requestId()))
                                .filter(QueueUpdate::isCompleted),
                        update -> update.handle().requestId(),
                        500 + random.nextInt(200));
            } else {
                round(cancelling.submit("x"), RequestHandle::requestId, random.nextInt(250));
            }
        }
        settle();
        long acceptedLeft =
                fal.inputs.stream().filter(input -> input.contains("left")).count();
        int cancelled = fal.cancels.size() - cancelFailed.size();
        assertThat(fal.cancels.values()).allSatisfy(count -> assertThat(count).hasValue(1));
        assertThat(fal.cancels.keySet())
                .doesNotContainAnyElementsOf(delivered.keySet())
                .doesNotContainAnyElementsOf(left);
        assertThat(delivered.keySet()).as("no run is given the time to end").doesNotContainAnyElementsOf(left);
        assertThat(fal.accepted.get())
                .as("accepted = delivered + cancelled + left on purpose + outcome unknown + cancel failed")
                .isEqualTo(delivered.size() + cancelled + (int) acceptedLeft + lost.get() + cancelFailed.size());
        assertThat(cancelFailed).isNotEmpty();
        assertThat(left).isNotEmpty();
    }

    private static boolean isLeft(Call<?> call) {
        Body body = Objects.requireNonNull(call.body());
        return new String(Objects.requireNonNull(body.bytes()), StandardCharsets.UTF_8).contains("left");
    }
}
