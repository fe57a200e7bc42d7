package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.transport.Call.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What makes a fan-out stop, and what it still does then, in virtual time. */
@ResourceLock("virtual time")
class FanOutStopTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FakeFal fal = new FakeFal();
    private final List<String> outcomes = new ArrayList<>();

    private static String word(Outcome<Integer, ?> outcome) {
        return outcome.key() + " "
                + outcome.fold(ok -> "ok", bad -> bad.error().getClass().getSimpleName());
    }

    private Flux<?> run(int items, FanOut<Integer> fanOut) {
        return fal.queue()
                .runAll(Flux.range(1, items), String::valueOf, fanOut)
                .doOnNext(outcome -> outcomes.add(word(outcome)));
    }

    private void failResultsOf(int... ordinals) {
        fal.failure = (call, n) ->
                call.operation() == Operation.RESULT && Arrays.stream(ordinals).anyMatch(ordinal -> ordinal == n)
                        ? FakeFal.failed(call)
                        : null;
    }

    @Test
    void soManyFailuresStopItAndWhatRunsIsDelivered() {
        failResultsOf(1, 3);
        StepVerifier.withVirtualTime(
                        () -> run(100, FanOut.<Integer>maxInFlight(3).stopAfterFailures(2)))
                .thenAwait(Duration.ofMinutes(10))
                .thenConsumeWhile(any -> true)
                .expectComplete()
                .verify(LIMIT);
        assertThat(outcomes)
                .containsExactly(
                        "1 ok", "2 RequestFailedException", "3 ok", "4 RequestFailedException", "5 ok", "6 ok");
        assertThat(fal.cancels).isEmpty();
    }

    @Test
    void withUpdatesToo() {
        failResultsOf(1);
        StepVerifier.withVirtualTime(() -> fal.queue()
                        .runAllWithUpdates(
                                Flux.range(1, 100),
                                String::valueOf,
                                FanOut.<Integer>maxInFlight(2).stopAfterFailures(1))
                        .filter(update -> update instanceof ItemUpdate.Finished))
                .thenAwait(Duration.ofMinutes(10))
                .expectNextCount(2)
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.accepted).hasValue(3);
    }

    @Test
    void theRulesAreOfASubscription() {
        failResultsOf(0, 1);
        FanOut<Integer> fanOut = FanOut.<Integer>maxInFlight(1).stopAfterFailures(2);
        StepVerifier.withVirtualTime(
                        () -> run(1, fanOut).thenMany(run(1, fanOut)).thenMany(run(3, fanOut)))
                .thenAwait(Duration.ofMinutes(10))
                .expectNextCount(3)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void itsOwnRuleSeesOutcomesInTheOrderOfDelivery() {
        AtomicInteger seen = new AtomicInteger();
        StepVerifier.withVirtualTime(() ->
                        run(100, FanOut.<Integer>maxInFlight(2).stopWhen(outcome -> {
                            assertThat(outcomes).hasSize(seen.getAndIncrement());
                            return outcome.key() == 5;
                        })))
                .thenAwait(Duration.ofMinutes(10))
                .expectNextCount(6)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.accepted).hasValue(6);
    }

    @Test
    void aRuleThatThrowsStopsItInThatError() {
        StepVerifier.withVirtualTime(() ->
                        run(100, FanOut.<Integer>maxInFlight(2).stopWhen(outcome -> {
                            throw new IllegalStateException("rule");
                        })))
                .thenAwait(Duration.ofMinutes(10))
                .expectNextCount(2)
                .expectErrorMessage("rule")
                .verify(LIMIT);
        assertThat(fal.cancels).isEmpty();
    }

    @Test
    void whatWaitedForAPlaceIsNotBegunButAccountedFor() {
        failResultsOf(0);
        StepVerifier.withVirtualTime(() -> run(
                        100,
                        FanOut.<Integer>maxInFlight(5)
                                .limit(InFlightLimit.of(2))
                                .stopAfterFailures(1)))
                .thenAwait(Duration.ofMinutes(10))
                .thenConsumeWhile(any -> true)
                .expectComplete()
                .verify(LIMIT);
        assertThat(outcomes)
                .containsExactlyInAnyOrder(
                        "1 RequestFailedException",
                        "2 ok",
                        "3 RequestCancelledException",
                        "4 RequestCancelledException",
                        "5 RequestCancelledException");
        assertThat(fal.accepted).hasValue(2);
    }

    @Test
    void whatWaitedForAPlaceDoesNotWaitForTheRequestsOfOthers() {
        failResultsOf(0);
        fal.statuses = (id, poll) -> FakeFal.status(id.equals("r1") ? "COMPLETED" : "IN_PROGRESS");
        InFlightLimit limit = InFlightLimit.of(1);
        StepVerifier.withVirtualTime(() -> Flux.merge(
                        run(100, FanOut.<Integer>maxInFlight(5).limit(limit).stopAfterFailures(1)),
                        Mono.delay(Duration.ofMillis(100))
                                .thenMany(fal.queue()
                                        .runAll(
                                                Flux.just("for long"),
                                                item -> item,
                                                FanOut.<String>maxInFlight(1).limit(limit)))))
                .thenAwait(Duration.ofSeconds(2))
                .expectNextCount(5)
                .thenCancel()
                .verify(LIMIT);
        assertThat(limit.inFlight()).isZero();
        assertThat(fal.accepted).hasValue(2);
    }

    @Test
    void whatIsNotBegunSaysWhyAndIsSafeToSendAgain() {
        fal.failure = (call, n) -> call.operation() == Operation.SUBMIT
                ? new AuthenticationException("bad key", Origin.LOCAL, null)
                : null;
        List<FalException> errors = new ArrayList<>();
        StepVerifier.withVirtualTime(() -> fal.queue()
                        .runAll(
                                Flux.range(1, 100),
                                String::valueOf,
                                FanOut.<Integer>maxInFlight(3).limit(InFlightLimit.of(1)))
                        .doOnNext(outcome -> errors.add(((Outcome.Failed<?, ?>) outcome).error())))
                .thenAwait(Duration.ofMinutes(10))
                .thenConsumeWhile(any -> true)
                .expectError(AuthenticationException.class)
                .verify(LIMIT);
        assertThat(errors).hasSizeBetween(1, 3);
        assertThat(errors.get(0)).isInstanceOf(AuthenticationException.class);
        assertThat(errors.subList(1, errors.size())).allSatisfy(error -> {
            assertThat(error).isInstanceOf(RequestCancelledException.class).hasMessageContaining("bad key");
            assertThat(error.isSafeToResubmit()).isTrue();
        });
        assertThat(fal.accepted).hasValue(1);
    }

    @Test
    void aClosedClientEndsIt() {
        fal.failure = (call, n) -> call.operation() == Operation.SUBMIT && n >= 3
                ? new ClientClosedException("disposed of", Origin.LOCAL, null)
                : null;
        StepVerifier.withVirtualTime(() -> run(100, FanOut.maxInFlight(2)))
                .thenAwait(Duration.ofMinutes(10))
                .thenConsumeWhile(any -> true)
                .expectError(ClientClosedException.class)
                .verify(LIMIT);
        assertThat(outcomes).containsExactlyInAnyOrder("1 ok", "2 ok", "3 ok", "4 ClientClosedException");
    }

    @Test
    void aSourceThatFailsInTheMiddleStillHasItsItemsDone() {
        StepVerifier.withVirtualTime(() -> fal.queue()
                        .runAll(
                                Flux.range(1, 5).concatWith(Flux.error(new IllegalStateException("source"))),
                                String::valueOf,
                                FanOut.<Integer>maxInFlight(8).limit(InFlightLimit.of(2)))
                        .doOnNext(outcome -> outcomes.add(word(outcome))))
                .thenAwait(Duration.ofMinutes(10))
                .expectNextCount(5)
                .expectErrorMessage("source")
                .verify(LIMIT);
        assertThat(outcomes).containsExactly("1 ok", "2 ok", "3 ok", "4 ok", "5 ok");
    }

    @Test
    void whatHasNoRoomInTheBudgetIsNoFailure() {
        SpendingBudget budget = SpendingBudget.usd("0");
        StepVerifier.withVirtualTime(() -> new Gatekeeper(fal)
                        .queue(Gatekeeper.priced())
                        .runAll(
                                Flux.range(1, 9),
                                String::valueOf,
                                FanOut.<Integer>maxInFlight(1).budget(budget).stopAfterFailures(1)))
                .expectNextCount(9)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void anOptionIsAtLeastOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FanOut.defaults().stopAfterFailures(0))
                .withMessageContaining("stopAfterFailures");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FanOut.maxInFlight(0))
                .withMessageContaining("maxInFlight");
    }

    @Test
    void optionsAreCopies() {
        FanOut<Integer> first = FanOut.maxInFlight(3);
        FanOut<Integer> second =
                first.stopAfterFailures(1).stopWhen(outcome -> true).allowUnknownCost();
        assertThat(second.maxInFlight()).isEqualTo(3);
        assertThat(first.isTooMany(1)).isFalse();
        assertThat(second.isTooMany(1)).isTrue();
        assertThat(first.stopWhen()).isNull();
        assertThat(second.onEnqueued((key, handle) -> Flux.empty()).stopWhen()).isNotNull();
        assertThat(first.allowsUnknownCost()).isFalse();
    }
}
