package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.Endpoint;
import io.fluxfill.error.FalException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.image.ImageUrls;
import io.fluxfill.transport.Call.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The last word about an item before it is sent, in virtual time. A request takes a second; an item is its own price. */
@ResourceLock("virtual time")
class FanOutSubmittingTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FakeFal fal = new FakeFal();
    private final Gatekeeper gate = new Gatekeeper(fal);
    private final InFlightLimit limit = InFlightLimit.of(1);
    private final SpendingBudget budget = SpendingBudget.usd("10");
    private final List<String> asked = new ArrayList<>();
    private final Set<String> unwanted = ConcurrentHashMap.newKeySet();

    private Publisher<Void> ask(String item) {
        return Mono.fromRunnable(() -> {
            asked.add(item);
            if (unwanted.contains(item)) {
                throw new IllegalStateException(item + " is not wanted");
            }
        });
    }

    private FanOut<String> fanOut() {
        return FanOut.<String>maxInFlight(8).limit(limit).budget(budget).onSubmitting(this::ask);
    }

    private Flux<String> run(FanOut<String> fanOut, String... items) {
        return gate.queue(Gatekeeper.priced())
                .runAll(Flux.fromArray(items), item -> item, fanOut)
                .map(FanOutSubmittingTest::word);
    }

    private static String word(Outcome<String, ?> outcome) {
        return outcome.key() + " "
                + outcome.fold(ok -> "ok", bad -> bad.error().getClass().getSimpleName());
    }

    @Test
    void anItemIsAskedForWhenItsTurnHasComeAndBeforeItIsEncoded() {
        StepVerifier.withVirtualTime(() -> run(fanOut(), "1", "2"))
                .expectSubscription()
                .then(() -> assertThat(asked).containsExactly("1"))
                .then(() -> assertThat(budget.reserved()).isEqualByComparingTo("3"))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext("1 ok")
                .then(() -> assertThat(asked).containsExactly("1", "2"))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext("2 ok")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void whatIsNotWantedAnyMoreIsNeverSentAndHoldsNothing() {
        StepVerifier.withVirtualTime(() -> run(fanOut(), "1", "2", "3"))
                .expectSubscription()
                .then(() -> unwanted.add("2"))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext("2 RequestCancelledException", "1 ok")
                .then(() -> assertThat(budget.reserved()).isEqualByComparingTo("3"))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext("3 ok")
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.inputs).containsExactly("\"1\"", "\"3\"");
        assertThat(budget.spent()).isEqualByComparingTo("4");
        assertThat(limit.inFlight()).isZero();
        assertThat(fal.cancels).isEmpty();
    }

    @Test
    void withUpdatesToo() {
        unwanted.add("1");
        StepVerifier.withVirtualTime(
                        () -> gate.queue(Gatekeeper.priced()).runAllWithUpdates(Flux.just("1"), item -> item, fanOut()))
                .assertNext(update -> assertThat(update)
                        .isInstanceOfSatisfying(
                                ItemUpdate.Finished.class,
                                finished -> assertThat(finished.outcome()).isInstanceOf(Outcome.Failed.class)))
                .expectComplete()
                .verify(LIMIT);
        assertThat(gate.submits()).isZero();
    }

    @Test
    void whyItFailedIsTheCauseAndNothingWasSent() {
        IllegalStateException why = new IllegalStateException("the disk is full");
        FanOut<String> fanOut = FanOut.<String>defaults().onSubmitting(item -> {
            throw why;
        });
        StepVerifier.withVirtualTime(() -> gate.queue(Gatekeeper.priced()).runAll(Flux.just("1"), item -> item, fanOut))
                .assertNext(outcome -> {
                    FalException error = outcome.<@Nullable FalException>fold(ok -> null, bad -> bad.error());
                    assertThat(error)
                            .isInstanceOf(RequestCancelledException.class)
                            .hasCause(why)
                            .hasMessageContaining("onSubmitting failed")
                            .hasMessageContaining("the disk is full")
                            .hasMessageContaining("Nothing was sent");
                    assertThat(error.isSafeToResubmit()).isTrue();
                })
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void itIsWaitedForAndWhoLeavesMeanwhileLeavesNothing() {
        AtomicInteger encoded = new AtomicInteger();
        Endpoint<Object, Map<?, ?>> endpoint = encoding(encoded);
        FanOut<String> slow = fanOut().onSubmitting(
                        item -> Mono.delay(Duration.ofMinutes(1)).then())
                .allowUnknownCost();
        StepVerifier.withVirtualTime(
                        () -> FalQueue.create(gate.client(), endpoint).runAll(Flux.just("1", "2"), item -> item, slow))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(59))
                .then(() -> assertThat(limit.inFlight()).isEqualTo(1))
                .then(() -> assertThat(encoded).hasValue(0))
                .thenCancel()
                .verify(LIMIT);
        assertThat(gate.submits()).isZero();
        assertThat(budget.reserved()).isZero();
        assertThat(budget.spent()).isZero();
        assertThat(limit.inFlight()).isZero();
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
                (Map<?, ?> output) -> output);
    }

    @Test
    void afterAStopNobodyIsAsked() {
        fal.failure = (call, n) -> call.operation() == Operation.RESULT ? FakeFal.failed(call) : null;
        StepVerifier.withVirtualTime(() -> run(fanOut().stopAfterFailures(1), "1", "2", "3"))
                .thenAwait(Duration.ofSeconds(5))
                .expectNextCount(3)
                .expectComplete()
                .verify(LIMIT);
        assertThat(asked).containsExactly("1");
        assertThat(gate.submits()).isEqualTo(1);
    }
}
