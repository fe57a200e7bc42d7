package io.fluxfill.queue;

import static io.fluxfill.queue.FakeFal.options;
import static io.fluxfill.queue.FakeFal.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.transport.Call.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Fan-out in virtual time. */
@ResourceLock("virtual time")
class FanOutTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FakeFal fal = new FakeFal();

    private static Flux<Integer> items(int count) {
        return Flux.range(1, count);
    }

    @Test
    void startsMaxInFlightAtZeroDemandAndOneMorePerOutcomeTaken() {
        StepVerifier.withVirtualTime(() -> fal.queue().runAll(items(100), String::valueOf, FanOut.maxInFlight(4)), 0)
                .expectSubscription()
                .thenAwait(Duration.ofMinutes(1))
                .then(() -> assertThat(fal.accepted).hasValue(4))
                .then(() -> assertThat(fal.resultCalls)
                        .as("they end without being asked for")
                        .hasValue(4))
                .thenRequest(1)
                .expectNextCount(1)
                .thenAwait(Duration.ofMinutes(1))
                .then(() -> assertThat(fal.accepted).hasValue(5))
                .thenRequest(3)
                .expectNextCount(3)
                .thenAwait(Duration.ofMinutes(1))
                .then(() -> assertThat(fal.accepted).hasValue(8))
                .thenRequest(Long.MAX_VALUE)
                .thenAwait(Duration.ofMinutes(10))
                .expectNextCount(96)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.accepted).hasValue(100);
        assertThat(fal.cancels).isEmpty();
    }

    @Test
    void withUpdatesToo() {
        StepVerifier.withVirtualTime(
                        () -> fal.queue().runAllWithUpdates(items(100), String::valueOf, FanOut.maxInFlight(4)), 0)
                .expectSubscription()
                .thenAwait(Duration.ofMinutes(1))
                .then(() -> assertThat(fal.accepted).hasValue(4))
                .then(() -> assertThat(fal.resultCalls).hasValue(4))
                .thenRequest(Long.MAX_VALUE)
                .thenAwait(Duration.ofMinutes(10))
                .expectNextCount(300)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void withUpdatesItIsOneMorePerOutcomeTakenToo() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        AtomicInteger taken = new AtomicInteger();
        BaseSubscriber<ItemUpdate<Integer, Map<?, ?>>> viewer = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}

            @Override
            protected void hookOnNext(ItemUpdate<Integer, Map<?, ?>> update) {
                if (update instanceof ItemUpdate.Finished) {
                    taken.incrementAndGet();
                }
            }
        };
        try {
            fal.queue()
                    .runAllWithUpdates(items(20), String::valueOf, FanOut.maxInFlight(4))
                    .subscribe(viewer);
            while (!viewer.isDisposed()) {
                time.advanceTimeBy(Duration.ofMinutes(1));
                assertThat(fal.accepted).hasValue(Math.min(20, 4 + taken.get()));
                viewer.request(1);
            }
        } finally {
            VirtualTimeScheduler.reset();
        }
        assertThat(taken).hasValue(20);
    }

    @Test
    void aFailedItemEndsNeitherTheOthersNorTheStream() {
        fal.failure = (call, n) -> call.operation() == Operation.RESULT && n % 2 == 0 ? FakeFal.failed(call) : null;
        StepVerifier.withVirtualTime(() -> fal.queue()
                        .runAll(items(10), String::valueOf, FanOut.maxInFlight(1))
                        .map(outcome -> outcome.key() + ":" + outcome.fold(s -> "ok", f -> "failed")))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext("1:failed", "2:ok", "3:failed", "4:ok", "5:failed")
                .expectNextCount(5)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aSlowViewerGetsTheLastLinesOfAnItemThatFailed() {
        fal.say(status("IN_PROGRESS", "a"), status("COMPLETED", "a", "out of memory"));
        fal.failure = (call, n) -> call.operation() == Operation.RESULT ? FakeFal.failed(call) : null;
        List<String> messages = new ArrayList<>();
        StepVerifier.withVirtualTime(
                        () -> fal.queue()
                                .runAllWithUpdates(items(1), String::valueOf, FanOut.maxInFlight(1))
                                .doOnNext(item -> messages.addAll(item.fold(
                                        progress -> progress.update().newLogs().stream()
                                                .map(LogLine::message)
                                                .toList(),
                                        finished -> List.of("finished")))),
                        0)
                .expectSubscription()
                .thenAwait(Duration.ofMinutes(1))
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(item -> true)
                .expectComplete()
                .verify(LIMIT);
        assertThat(messages).containsExactly("a", "out of memory", "finished");
    }

    @Test
    void anItemWithoutInputFailsAlone() {
        StepVerifier.withVirtualTime(() -> fal.queue()
                        .runAll(
                                items(3),
                                item -> {
                                    if (item == 2) {
                                        throw new IllegalStateException("no picture");
                                    }
                                    return "x";
                                },
                                FanOut.maxInFlight(1)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .assertNext(outcome -> {
                    FalException error = ((Outcome.Failed<?, ?>) outcome).error();
                    assertThat(error)
                            .isInstanceOf(InvalidRequestException.class)
                            .hasMessageContaining("no picture");
                    assertThat(error.isSafeToResubmit()).isTrue();
                })
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.accepted).hasValue(2);
    }

    @Test
    void whenTheSourceFailsWhatRunsIsDeliveredFirst() {
        StepVerifier.withVirtualTime(() -> fal.queue()
                        .runAll(
                                items(3).concatWith(Mono.error(new IllegalStateException("source"))),
                                String::valueOf,
                                FanOut.maxInFlight(8)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(3)
                .expectErrorMessage("source")
                .verify(LIMIT);
        assertThat(fal.cancels).isEmpty();
    }

    @Test
    void aRefusedKeyStopsAdmittingEvenIfTheSourceIsSilent() {
        fal.failure = (call, n) -> call.operation() == Operation.SUBMIT && n == 2
                ? new AuthenticationException("bad key", new FalException.Origin(null, null, true), null)
                : null;
        fal.latency = call -> call.operation() == Operation.SUBMIT ? Duration.ofSeconds(1) : Duration.ZERO;
        List<String> outcomes = new ArrayList<>();
        StepVerifier.withVirtualTime(() -> fal.queue()
                        .runAll(items(4).concatWith(Flux.never()), String::valueOf, FanOut.maxInFlight(4))
                        .doOnNext(outcome -> outcomes.add(outcome.fold(s -> "ok", f -> "failed"))))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(4)
                .expectError(AuthenticationException.class)
                .verify(LIMIT);
        assertThat(outcomes).containsExactlyInAnyOrder("ok", "ok", "ok", "failed");
    }

    @Test
    void aRefusedStatusIsThatItemsFailureAlone() {
        fal.failure = (call, n) -> call.operation() == Operation.STATUS && n == 0 && call.handle() != null
                ? new AuthenticationException("no permission", FalException.Origin.of(call.handle()), null)
                : null;
        StepVerifier.withVirtualTime(() -> fal.queue().runAll(items(5), String::valueOf, FanOut.maxInFlight(1)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(5)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void waitsForTheHandleToBeWrittenDownBeforeItFollows() {
        AtomicInteger written = new AtomicInteger();
        StepVerifier.withVirtualTime(() -> fal.queue()
                        .runAll(
                                items(1),
                                String::valueOf,
                                FanOut.<Integer>maxInFlight(1)
                                        .onEnqueued((key, handle) -> Mono.delay(Duration.ofSeconds(30))
                                                .doOnNext(tick -> written.incrementAndGet())
                                                .then())))
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(30))
                .then(() -> assertThat(fal.statusCalls).hasValue(0))
                .then(() -> assertThat(written).hasValue(1))
                .thenAwait(Duration.ofSeconds(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void theDeadlineCountsWhileTheHandleIsWrittenDown() {
        StepVerifier.withVirtualTime(() -> fal.queue(
                                options().deadline(Duration.ofSeconds(30)).build())
                        .runAll(
                                items(1),
                                String::valueOf,
                                FanOut.<Integer>maxInFlight(1).onEnqueued((key, handle) -> Mono.never())))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(29_999))
                .thenAwait(Duration.ofMillis(1))
                .assertNext(outcome -> {
                    assertThat(((Outcome.Failed<?, ?>) outcome).error())
                            .isInstanceOf(DeadlineExceededException.class)
                            .hasMessageContaining("onEnqueued");
                    assertThat(outcome.handle()).isNotNull();
                })
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.cancels).containsOnlyKeys("r1");
    }

    /** From languages without null checks and checked exceptions, and from mocks. */
    @Test
    void nothingThatOnEnqueuedDoesLeavesTheRequestToItself() {
        StepVerifier.withVirtualTime(() -> fal.queue()
                        .runAll(
                                items(2),
                                String::valueOf,
                                FanOut.<Integer>maxInFlight(1).onEnqueued((key, handle) -> {
                                    if (key == 1) {
                                        return null;
                                    }
                                    throw new AssertionError("out of order");
                                })))
                .thenAwait(Duration.ofMinutes(1))
                .assertNext(outcome -> assertThat(outcome.handle()).isNotNull())
                .assertNext(outcome -> assertThat(outcome.handle()).isNotNull())
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.cancels).containsOnlyKeys("r1", "r2");
    }

    @Test
    void aHandleThatCannotBeWrittenDownAbandonsItsRequest() {
        StepVerifier.withVirtualTime(() -> fal.queue()
                        .runAll(
                                items(2),
                                String::valueOf,
                                FanOut.<Integer>maxInFlight(1)
                                        .onEnqueued((key, handle) -> key == 1
                                                ? Mono.error(new IllegalStateException("disk full"))
                                                : Mono.empty())))
                .thenAwait(Duration.ofMinutes(1))
                .assertNext(outcome -> {
                    assertThat(((Outcome.Failed<?, ?>) outcome).error())
                            .isInstanceOf(RequestCancelledException.class)
                            .hasMessageContaining("disk full");
                    assertThat(outcome.handle()).isNotNull();
                })
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.cancels).containsOnlyKeys("r1");
    }

    @Test
    void cancellingItCancelsEverythingThatRuns() {
        fal.say(status("IN_PROGRESS"));
        StepVerifier.withVirtualTime(
                        () -> fal.queue().runAllWithUpdates(items(100), String::valueOf, FanOut.maxInFlight(16)))
                .expectNextCount(16)
                .thenAwait(Duration.ofSeconds(10))
                .expectNextCount(16)
                .thenCancel()
                .verify(LIMIT);
        assertThat(fal.cancels)
                .hasSize(16)
                .allSatisfy((id, count) -> assertThat(count).hasValue(1));
    }

    @Test
    void noMoreSubmitsAreOnTheWireThanAllowed() {
        AtomicInteger onTheWire = new AtomicInteger();
        AtomicInteger peak = new AtomicInteger();
        fal.latency = call -> {
            if (call.operation() == Operation.SUBMIT) {
                peak.accumulateAndGet(onTheWire.incrementAndGet(), Math::max);
                return Duration.ofSeconds(1);
            }
            return Duration.ZERO;
        };
        StepVerifier.withVirtualTime(() -> fal.queue(options().maxSubmits(3).build())
                        .runAll(
                                items(20),
                                String::valueOf,
                                FanOut.<Integer>maxInFlight(20)
                                        .onEnqueued((key, handle) -> Mono.fromRunnable(onTheWire::decrementAndGet))))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(20)
                .expectComplete()
                .verify(LIMIT);
        assertThat(peak).hasValue(3);
    }
}
