package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.FalException;
import io.fluxfill.transport.Call.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Fan-outs that share a limit, and what a 429 does to them, in virtual time. A request takes a second. */
@ResourceLock("virtual time")
class FanOutLimitTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FakeFal fal = new FakeFal();
    private final Gatekeeper gate = new Gatekeeper(fal);

    private static FanOut<Integer> fanOut(int maxInFlight, InFlightLimit limit) {
        return FanOut.<Integer>maxInFlight(maxInFlight).limit(limit);
    }

    @Test
    void twoFanOutsOfTwoClientsNeverExceedTheirLimitAndNeitherStarves() {
        InFlightLimit limit = InFlightLimit.of(5);
        FalQueue<String, Map<?, ?>> one = gate.queue();
        FalQueue<String, Map<?, ?>> other = gate.queue();
        List<String> ended = new ArrayList<>();
        StepVerifier.withVirtualTime(() -> Flux.merge(
                                one.runAll(Flux.range(1, 100), String::valueOf, fanOut(100, limit))
                                        .map(outcome -> "a"),
                                other.runAllWithUpdates(Flux.range(1, 20), String::valueOf, fanOut(10, limit))
                                        .filter(update -> update instanceof ItemUpdate.Finished)
                                        .map(outcome -> "b"))
                        .doOnNext(ended::add))
                .thenAwait(Duration.ofMinutes(2))
                .expectNextCount(120)
                .expectComplete()
                .verify(LIMIT);
        assertThat(gate.peak).hasValue(5);
        assertThat(limit.inFlight()).isZero();
        assertThat(ended.lastIndexOf("b")).as("they take turns").isLessThan(55);
    }

    @Test
    void eachKeepsItsOwnBoundToo() {
        InFlightLimit limit = InFlightLimit.of(50);
        StepVerifier.withVirtualTime(() -> gate.queue().runAll(Flux.range(1, 20), String::valueOf, fanOut(3, limit)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(20)
                .expectComplete()
                .verify(LIMIT);
        assertThat(gate.peak).hasValue(3);
    }

    @Test
    void aPlaceIsOfTheRequestAndNotOfAnOutcomeThatNobodyTakes() {
        InFlightLimit limit = InFlightLimit.of(4);
        StepVerifier.withVirtualTime(
                        () -> gate.queue().runAllWithUpdates(Flux.range(1, 100), String::valueOf, fanOut(4, limit)), 0)
                .expectSubscription()
                .then(() -> assertThat(limit.inFlight()).isEqualTo(4))
                .thenAwait(Duration.ofSeconds(1))
                .then(() -> assertThat(limit.inFlight()).isZero())
                .then(() -> assertThat(fal.accepted)
                        .as("but its own bound counts them")
                        .hasValue(4))
                .thenCancel()
                .verify(LIMIT);
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void placesComeBackHoweverAnItemEnds() {
        InFlightLimit limit = InFlightLimit.of(1);
        fal.failure = (call, n) -> call.operation() == Operation.RESULT && n % 2 == 0 ? FakeFal.failed(call) : null;
        StepVerifier.withVirtualTime(() -> gate.queue()
                        .runAll(
                                Flux.range(1, 9),
                                item -> {
                                    if (item % 3 == 0) {
                                        throw new IllegalStateException("no picture");
                                    }
                                    return "x";
                                },
                                fanOut(4, limit)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(9)
                .expectComplete()
                .verify(LIMIT);
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void cancellingAFanOutMakesRoomForTheOtherAndStartsNoneOfItsOwn() {
        InFlightLimit limit = InFlightLimit.of(2);
        fal.statuses = (id, poll) -> FakeFal.status(id.equals("r1") || id.equals("r2") ? "IN_PROGRESS" : "COMPLETED");
        StepVerifier.withVirtualTime(() -> gate.queue()
                        .runAll(Flux.range(1, 50), String::valueOf, fanOut(50, limit))
                        .takeUntilOther(Mono.delay(Duration.ofSeconds(10)))
                        .then()
                        .cast(Object.class)
                        .flux()
                        .mergeWith(gate.queue().runAll(Flux.range(1, 3), String::valueOf, fanOut(8, limit))))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(10))
                .thenAwait(Duration.ofSeconds(2))
                .expectNextCount(3)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.cancels).containsOnlyKeys("r1", "r2");
        assertThat(fal.accepted).hasValue(5);
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void aSubmitThatIsToldToWaitKeepsItsSlot() {
        gate.refuses = n -> n == 1 || n == 3;
        gate.retryAfter = Duration.ofSeconds(30);
        List<Integer> admitted = new ArrayList<>();
        StepVerifier.withVirtualTime(() -> gate.queue()
                        .runAll(
                                Flux.range(1, 10).doOnNext(admitted::add),
                                String::valueOf,
                                FanOut.<Integer>maxInFlight(2))
                        .map(Outcome::key))
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(1))
                .expectNext(1)
                .then(() -> assertThat(gate.submits()).as("1, 2 refused, 3").isEqualTo(3))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext(3)
                .then(() -> assertThat(gate.submits()).as("4 refused").isEqualTo(4))
                .expectNoEvent(Duration.ofMillis(27_999))
                .then(() -> assertThat(admitted).as("both slots wait").containsExactly(1, 2, 3, 4))
                .then(() -> assertThat(gate.submits()).isEqualTo(4))
                .thenAwait(Duration.ofMillis(1))
                .then(() -> assertThat(gate.submits()).as("2 again").isEqualTo(5))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(8)
                .expectComplete()
                .verify(LIMIT);
        assertThat(gate.refused).hasValue(2);
        assertThat(fal.accepted).hasValue(10);
    }

    @Test
    void anAdaptiveLimitFindsTheRoomThatThereIs() {
        gate.room = 20;
        gate.retryAfter = Duration.ofSeconds(1);
        InFlightLimit limit = InFlightLimit.adaptive(1, 500);
        List<Integer> limits = new ArrayList<>();
        AtomicInteger failed = new AtomicInteger();
        StepVerifier.withVirtualTime(() -> gate.queue()
                        .runAll(Flux.range(1, 2_000), String::valueOf, fanOut(500, limit))
                        .doOnNext(outcome -> {
                            limits.add(limit.limit());
                            if (outcome instanceof Outcome.Failed) {
                                failed.incrementAndGet();
                            }
                        }))
                .thenAwait(Duration.ofMinutes(10))
                .expectNextCount(2_000)
                .expectComplete()
                .verify(Duration.ofSeconds(20));
        assertThat(gate.peak).hasValue(20);
        assertThat(failed).as("those who are refused wait, and go on").hasValue(0);
        assertThat(limits.subList(200, 1_900)).allSatisfy(now -> assertThat(now).isBetween(10, 40));
        assertThat(gate.refused.get()).as("and are few").isLessThan(400);
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void theLastRefusalOfAnItemCountsToo() {
        InFlightLimit limit = InFlightLimit.adaptive(2, 8);
        gate.retryAfter = Duration.ofMinutes(5);
        gate.refuses = n -> n == 2;
        List<Integer> limits = new ArrayList<>();
        StepVerifier.withVirtualTime(() -> gate.queue()
                        .runAll(Flux.range(1, 3), String::valueOf, fanOut(8, limit))
                        .doOnNext(outcome -> limits.add(limit.limit()))
                        .map(outcome -> outcome.fold(ok -> "ok", bad -> name(bad.error()))))
                .expectNext("RateLimitedException")
                .then(() -> assertThat(limits).containsExactly(2))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext("ok", "ok")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void whoeverMakesRoomEachKeepsItsContext() {
        InFlightLimit limit = InFlightLimit.adaptive(1, 3);
        StepVerifier.withVirtualTime(() -> Flux.merge(
                        gate.queue()
                                .runAll(Flux.range(1, 20), String::valueOf, fanOut(8, limit))
                                .contextWrite(context -> context.put("who", "a")),
                        gate.queue()
                                .runAll(Flux.range(1, 20), String::valueOf, fanOut(8, limit))
                                .contextWrite(context -> context.put("who", "b"))))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(40)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.contexts.stream().filter("a"::equals)).hasSize(60);
        assertThat(fal.contexts.stream().filter("b"::equals)).hasSize(60);
        assertThat(fal.contexts).hasSize(120);
    }

    private static String name(FalException error) {
        return error.getClass().getSimpleName();
    }
}
