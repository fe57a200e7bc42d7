package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.Endpoint;
import io.fluxfill.error.BudgetExceededException;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.image.ImageUrls;
import io.fluxfill.transport.Call.Operation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Fan-outs that have money, in virtual time. An item is its own price. */
@ResourceLock("virtual time")
class FanOutBudgetTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FakeFal fal = new FakeFal();
    private final Gatekeeper gate = new Gatekeeper(fal);
    private final SpendingBudget budget = SpendingBudget.usd("0.30");
    private final List<String> outcomes = new ArrayList<>();

    private static String word(Outcome<String, ?> outcome) {
        return outcome.key() + " "
                + outcome.fold(ok -> "ok", bad -> bad.error().getClass().getSimpleName());
    }

    private void run(FanOut<String> fanOut, String... items) {
        run(fanOut, Function.identity(), items);
    }

    private void run(FanOut<String> fanOut, Function<String, String> toInput, String... items) {
        StepVerifier.withVirtualTime(() -> gate.queue(Gatekeeper.priced())
                        .runAll(Flux.fromArray(items), toInput, fanOut)
                        .doOnNext(outcome -> outcomes.add(word(outcome))))
                .thenAwait(Duration.ofMinutes(10))
                .thenConsumeWhile(any -> true)
                .expectComplete()
                .verify(LIMIT);
    }

    private FanOut<String> one() {
        return FanOut.<String>maxInFlight(1).budget(budget);
    }

    private void assertThatItIs(String spent, String reserved) {
        assertThat(budget.spent()).isEqualByComparingTo(spent);
        assertThat(budget.reserved()).isEqualByComparingTo(reserved);
    }

    @Test
    void whatDoesNotFitIsNeverSentAndACheaperItemStillFits() {
        run(one(), "0.10", "0.10", "0.25", "0.05", "0.10", "0.05");
        assertThat(outcomes)
                .containsExactly(
                        "0.10 ok",
                        "0.10 ok",
                        "0.25 BudgetExceededException",
                        "0.05 ok",
                        "0.10 BudgetExceededException",
                        "0.05 ok");
        assertThat(fal.inputs).containsExactly("\"0.10\"", "\"0.10\"", "\"0.05\"", "\"0.05\"");
        assertThatItIs("0.30", "0");
    }

    @Test
    void whatRunsHasItsMoneyReserved() {
        StepVerifier.withVirtualTime(() -> gate.queue(Gatekeeper.priced())
                        .runAll(
                                Flux.just("0.20", "0.20", "0.10"),
                                Function.identity(),
                                FanOut.<String>maxInFlight(3).budget(budget)))
                .assertNext(outcome -> assertThat(word(outcome)).isEqualTo("0.20 BudgetExceededException"))
                .then(() -> assertThatItIs("0", "0.30"))
                .thenAwait(Duration.ofSeconds(1))
                .expectNextCount(2)
                .expectComplete()
                .verify(LIMIT);
        assertThatItIs("0.30", "0");
    }

    @Test
    void nothingIsEncodedForWhatDoesNotFit() {
        AtomicInteger encoded = new AtomicInteger();
        FalQueue<Object, Map<?, ?>> queue = FalQueue.create(gate.client(), encoding(encoded));
        StepVerifier.create(queue.runAll(
                        Flux.just("a", "b"),
                        item -> item,
                        FanOut.<String>maxInFlight(1).budget(SpendingBudget.usd("0.01"))))
                .expectNextCount(2)
                .expectComplete()
                .verify(LIMIT);
        assertThat(encoded).hasValue(0);
        assertThat(gate.submits()).isZero();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Endpoint<Object, Map<?, ?>> encoding(AtomicInteger encoded) {
        return (Endpoint) Endpoint.of(
                        "acme/painter/v1/fill",
                        Object.class,
                        (Object input, ImageUrls images) -> Mono.fromSupplier(() -> {
                            encoded.incrementAndGet();
                            return input;
                        }),
                        Map.class,
                        (Map<?, ?> output) -> output)
                .withEstimate(input -> Mono.just(BigDecimal.ONE));
    }

    @Test
    void whatCannotBeToldIsRefusedUnlessAllowed() {
        run(one(), "unknown", "0.10");
        assertThat(outcomes).containsExactly("unknown BudgetExceededException", "0.10 ok");
        assertThat(fal.accepted).hasValue(1);
        outcomes.clear();
        run(one().allowUnknownCost(), "unknown", "0.10");
        assertThat(outcomes).containsExactly("unknown ok", "0.10 ok");
        assertThatItIs("0.20", "0");
    }

    @Test
    void theErrorSaysTheWayOut() {
        StepVerifier.withVirtualTime(() -> gate.queue(Gatekeeper.priced())
                        .runAll(Flux.just("unknown", "0.40"), Function.identity(), one()))
                .assertNext(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Failed.class,
                                failed -> assertThat(failed.error())
                                        .isInstanceOf(BudgetExceededException.class)
                                        .hasMessageContaining("allowUnknownCost")))
                .assertNext(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Failed.class,
                                failed -> assertThat(failed.error())
                                        .isInstanceOf(BudgetExceededException.class)
                                        .hasMessageContaining("$0.40")
                                        .hasMessageContaining("$0.30 is left")
                                        .hasMessageContaining("option budget")))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void anEstimateThatFailsFailsItsItemAlone() {
        run(one(), "broken", "negative", "0.10");
        assertThat(outcomes)
                .containsExactly("broken InvalidRequestException", "negative InvalidRequestException", "0.10 ok");
        assertThat(fal.accepted).hasValue(1);
        assertThatItIs("0.10", "0");
    }

    @Test
    void anEstimateThatNeverComesHoldsNobodyElseUp() {
        InFlightLimit limit = InFlightLimit.of(1);
        StepVerifier.withVirtualTime(() -> gate.queue(Gatekeeper.priced())
                        .runAll(
                                Flux.just("never", "0.05", "0.10", "0.05"),
                                Function.identity(),
                                FanOut.<String>maxInFlight(2).budget(budget).limit(limit)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(3)
                .thenCancel()
                .verify(LIMIT);
        assertThatItIs("0.20", "0");
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void anInputThatCannotBeMadeFailsAlone() {
        run(
                one(),
                item -> {
                    if (item.equals("bad")) {
                        throw new IllegalStateException("no picture");
                    }
                    return item;
                },
                "bad",
                "0.10");
        assertThat(outcomes).containsExactly("bad InvalidRequestException", "0.10 ok");
        assertThatItIs("0.10", "0");
    }

    @Test
    void theInputIsMadeOnce() {
        AtomicInteger made = new AtomicInteger();
        run(
                one(),
                item -> {
                    made.incrementAndGet();
                    return item;
                },
                "0.10",
                "0.10");
        assertThat(made).hasValue(2);
    }

    @Test
    void whatWasRefusedIsFreeAgainAndWhatIsInDoubtIsSpent() {
        gate.refuses = n -> n < 5;
        fal.failure = (call, n) -> {
            if (call.operation() == Operation.SUBMIT && n == 0) {
                return new OutcomeUnknownException("lost", new Origin(null, null, false), null);
            }
            return call.operation() == Operation.RESULT && n == 0 && call.handle() != null
                    ? new InvalidRequestException("wrong", List.of(), Origin.of(call.handle()), null)
                    : null;
        };
        run(one(), "0.10", "0.11", "0.12", "0.07");
        assertThat(outcomes)
                .containsExactly(
                        "0.10 RateLimitedException",
                        "0.11 OutcomeUnknownException",
                        "0.12 InvalidRequestException",
                        "0.07 ok");
        assertThatItIs("0.30", "0");
    }

    @Test
    void aBudgetIsSharedAndASecondSubscriptionGoesOnWithWhatIsLeft() {
        FanOut<String> fanOut = one();
        run(fanOut, "0.20");
        run(fanOut, "0.20", "0.10");
        assertThat(outcomes).containsExactly("0.20 ok", "0.20 BudgetExceededException", "0.10 ok");
        assertThatItIs("0.30", "0");
    }

    @Test
    void aResultThatNobodyTakesIsSpentAndNoLongerReserved() {
        StepVerifier.withVirtualTime(
                        () -> gate.queue(Gatekeeper.priced())
                                .runAllWithUpdates(
                                        Flux.just("0.10", "0.20"),
                                        Function.identity(),
                                        FanOut.<String>maxInFlight(2).budget(budget)),
                        0)
                .expectSubscription()
                .then(() -> assertThatItIs("0", "0.30"))
                .thenAwait(Duration.ofMinutes(1))
                .then(() -> assertThatItIs("0.30", "0"))
                .thenCancel()
                .verify(LIMIT);
        assertThatItIs("0.30", "0");
    }

    @Test
    void whoLeavesPaysForWhatWasAcceptedAndForNothingElse() {
        fal.say(FakeFal.status("IN_PROGRESS"));
        StepVerifier.withVirtualTime(() -> gate.queue(Gatekeeper.priced())
                        .runAll(
                                Flux.just("0.01", "0.02", "0.04", "0.08"),
                                Function.identity(),
                                FanOut.<String>maxInFlight(4).budget(budget).limit(InFlightLimit.of(2))))
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(5))
                .then(() -> assertThatItIs("0", "0.15"))
                .thenCancel()
                .verify(LIMIT);
        assertThat(fal.cancels).hasSize(2);
        assertThatItIs("0.03", "0");
    }

    @Test
    void aSubmitThatIsRefusedAfterItsCallerHasLeftCostsNothing() {
        gate.refuses = n -> true;
        gate.retryAfter = Duration.ofSeconds(30);
        StepVerifier.withVirtualTime(
                        () -> gate.queue(Gatekeeper.priced()).runAll(Flux.just("0.10"), Function.identity(), one()))
                .expectSubscription()
                .thenAwait(Duration.ofMillis(10))
                .then(() -> assertThatItIs("0", "0.10"))
                .thenCancel()
                .verify(LIMIT);
        assertThatItIs("0", "0");
    }

    @Test
    void contextReachesTheEstimate() {
        List<Object> seen = new ArrayList<>();
        StepVerifier.create(FalQueue.create(
                                gate.client(),
                                FakeFal.ENDPOINT.withEstimate(input -> Mono.deferContextual(context -> {
                                    seen.add(context.get("who"));
                                    return Mono.empty();
                                })))
                        .runAll(
                                Flux.just("x"),
                                Function.identity(),
                                one().limit(InFlightLimit.of(1)).allowUnknownCost())
                        .contextWrite(context -> context.put("who", "me"))
                        .ignoreElements())
                .expectComplete()
                .verify(LIMIT);
        assertThat(seen).containsExactly("me");
        assertThat(fal.contexts).isNotEmpty().containsOnly("me");
    }

    @Test
    void aLateDeadlineBeforeAnythingWasSentCostsNothing() {
        FalQueue<String, Map<?, ?>> queue = FalQueue.create(
                gate.client(),
                Gatekeeper.priced(),
                FakeFal.options().deadline(Duration.ofSeconds(3)).build());
        gate.refuses = n -> true;
        gate.retryAfter = Duration.ofSeconds(30);
        StepVerifier.withVirtualTime(() -> queue.runAll(Flux.just("0.10"), Function.identity(), one()))
                .thenAwait(Duration.ofSeconds(3))
                .assertNext(outcome -> assertThat(word(outcome)).isEqualTo("0.10 DeadlineExceededException"))
                .expectComplete()
                .verify(LIMIT);
        assertThatItIs("0", "0");
    }
}
