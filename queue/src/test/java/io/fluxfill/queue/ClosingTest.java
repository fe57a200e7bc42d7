package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.metrics.CancelReason;
import io.fluxfill.metrics.ClientMetrics;
import io.fluxfill.transport.Call.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.util.RaceTestUtils;

/** What becomes of requests when their client is closed. */
@ResourceLock("virtual time")
class ClosingTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final RequestHandle HANDLE = new RequestHandle("acme/painter/v1/fill", "r1");

    private final FakeFal fal = new FakeFal();
    private final List<String> cancels = new CopyOnWriteArrayList<>();
    private final FalClient client = client(fal);
    private final AtomicInteger droppedErrors = new AtomicInteger();

    private FalClient client(FakeFal fal) {
        return FalClient.builder()
                .options(ClientOptions.builder().apiKey(ApiKey.of("id:secret")).build())
                .transport(fal)
                .metrics(new ClientMetrics() {
                    @Override
                    public void cancelSent(CancelReason reason) {
                        cancels.add(reason.word());
                    }
                })
                .build();
    }

    private FalQueue<String, Map<?, ?>> queue() {
        return queue(FakeFal.options());
    }

    private FalQueue<String, Map<?, ?>> queue(QueueOptions.Builder options) {
        return FalQueue.create(client, FakeFal.ENDPOINT, options.build());
    }

    @BeforeEach
    void countDroppedErrors() {
        Hooks.onErrorDropped(error -> droppedErrors.incrementAndGet());
    }

    @AfterEach
    void nothingWasDropped() {
        Hooks.resetOnErrorDropped();
        assertThat(droppedErrors).hasValue(0);
        assertThat(client.runningWork().running()).isZero();
        assertThat(client.compensations().running()).isZero();
    }

    private static void isSafeToResubmit(Throwable error) {
        assertThat(error)
                .isInstanceOfSatisfying(ClientClosedException.class, closed -> {
                    assertThat(closed.isSafeToResubmit()).isTrue();
                    assertThat(closed.handle()).isNull();
                })
                .hasMessageContaining("nothing was sent");
    }

    @Test
    void aClosedClientSubmitsNothing() {
        fal.say(FakeFal.status("IN_QUEUE"));
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            var running = queue().run("first").onErrorComplete().subscribe();
            var closing = client.disposeLater().subscribe();
            StepVerifier.create(queue().run("x"))
                    .expectErrorSatisfies(ClosingTest::isSafeToResubmit)
                    .verify(LIMIT);
            StepVerifier.create(queue().submit("x"))
                    .expectErrorSatisfies(ClosingTest::isSafeToResubmit)
                    .verify(LIMIT);
            StepVerifier.create(queue().runWithUpdates("x"))
                    .expectErrorSatisfies(ClosingTest::isSafeToResubmit)
                    .verify(LIMIT);
            StepVerifier.create(queue().runAll(Flux.just("x"), x -> x, FanOut.maxInFlight(2)))
                    .assertNext(outcome -> isSafeToResubmit(((Outcome.Failed<?, ?>) outcome).error()))
                    // Every further item would fail the same way.
                    .expectErrorSatisfies(ClosingTest::isSafeToResubmit)
                    .verify(LIMIT);
            running.dispose();
            time.advanceTimeBy(Duration.ZERO);
            assertThat(closing.isDisposed()).isTrue();
        } finally {
            VirtualTimeScheduler.reset();
        }
        assertThat(fal.inputs).containsExactly("\"first\"");
    }

    @Test
    void whatRunsMayEnd() {
        fal.say(FakeFal.status("IN_QUEUE"), FakeFal.status("IN_PROGRESS"), FakeFal.status("COMPLETED"));
        AtomicReference<@Nullable Object> result = new AtomicReference<>();
        StepVerifier.withVirtualTime(() -> {
                    var unused = queue().run("x").subscribe(reply -> result.set(reply.output()));
                    return client.disposeLater(Duration.ofMinutes(1));
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(2_999))
                .then(() -> assertThat(client.isDisposed()).isFalse())
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(LIMIT);
        assertThat(result.get()).isEqualTo(Map.of("answer", 42));
        assertThat(client.isDisposed()).isTrue();
        assertThat(fal.cancelled()).isZero();
    }

    @Test
    void whatDoesNotEndInTimeIsCancelledAndItsCallerHasTheHandle() {
        fal.say(FakeFal.status("IN_PROGRESS"));
        fal.latency = call -> call.operation() == Operation.CANCEL ? Duration.ofSeconds(2) : Duration.ZERO;
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        StepVerifier.withVirtualTime(() -> {
                    var unused = queue().run("x").subscribe(reply -> {}, errors::add);
                    var unusedToo = queue().runWithUpdates("x").subscribe(update -> {}, errors::add);
                    return client.disposeLater(Duration.ofSeconds(3));
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(2_999))
                .then(() -> assertThat(errors).isEmpty())
                .thenAwait(Duration.ofMillis(1))
                .then(() -> {
                    // At once: who runs does not wait for the cancel, only the closing does.
                    assertThat(errors)
                            .hasSize(2)
                            .allSatisfy(error -> assertThat(error)
                                    .isInstanceOfSatisfying(ClientClosedException.class, closed -> {
                                        assertThat(closed.isSafeToResubmit()).isFalse();
                                        assertThat(closed.handle()).isNotNull();
                                    })
                                    .hasMessageContaining("the client is being closed"));
                    assertThat(client.isDisposed()).isFalse();
                })
                .expectNoEvent(Duration.ofMillis(1_999))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.cancels).containsOnlyKeys("r1", "r2");
        assertThat(cancels).containsExactly("closed", "closed");
    }

    @Test
    void cancellingAtOnceKeepsToWhatTheQueueDoesWithAbandonedOnes() {
        fal.say(FakeFal.status("IN_PROGRESS"));
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        StepVerifier.withVirtualTime(() -> {
                    for (OnAbandon policy : OnAbandon.values()) {
                        var unused = queue(FakeFal.options().onAbandon(policy))
                                .run(policy.name())
                                .subscribe(reply -> {}, errors::add);
                    }
                    return client.disposeLater(Duration.ZERO);
                })
                .thenAwait(Duration.ZERO)
                .expectComplete()
                .verify(LIMIT);
        assertThat(errors).hasSize(OnAbandon.values().length);
        assertThat(cancels).containsExactly("closed");
    }

    @Test
    void aCancelThatIsNotAnsweredHoldsUpTheClosingForFiveSeconds() {
        fal.say(FakeFal.status("IN_PROGRESS"));
        fal.latency = call -> call.operation() == Operation.CANCEL ? Duration.ofHours(1) : Duration.ZERO;
        StepVerifier.withVirtualTime(() -> {
                    var unused = queue().run("x").onErrorComplete().subscribe();
                    return client.disposeLater(Duration.ZERO);
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(4_999))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aSubmitOnTheWireIsLetFinishAndThenCancelled() {
        fal.latency = call -> call.operation() == Operation.SUBMIT ? Duration.ofSeconds(3) : Duration.ZERO;
        AtomicReference<@Nullable Throwable> told = new AtomicReference<>();
        StepVerifier.withVirtualTime(() -> {
                    var unused = queue().submit("x").subscribe(handle -> {}, told::set);
                    return client.disposeLater(Duration.ZERO);
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(2_999))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(LIMIT);
        assertThat(told.get())
                .isInstanceOfSatisfying(
                        ClientClosedException.class,
                        closed -> assertThat(closed.isSafeToResubmit()).isFalse())
                .hasMessageContaining("while it was sent");
        assertThat(fal.cancels).containsOnlyKeys("r1");
        assertThat(cancels).containsExactly("late");
    }

    @Test
    void aViewerWhoTakesNothingDoesNotHoldUpTheClosingForEver() {
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        StepVerifier.withVirtualTime(() -> {
                    var unused = queue().runWithUpdates("x")
                            .subscribeWith(new reactor.core.publisher.BaseSubscriber<>() {
                                @Override
                                protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                                    // Asks for nothing.
                                }

                                @Override
                                protected void hookOnError(Throwable error) {
                                    errors.add(error);
                                }
                            });
                    return client.disposeLater(Duration.ofSeconds(30));
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(29_999))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(LIMIT);
        assertThat(errors).hasSize(1);
        assertThat(((ClientClosedException) errors.get(0)).handle()).isEqualTo(HANDLE);
    }

    @Test
    void watchersAreNotWaitedFor() {
        fal.say(FakeFal.status("IN_PROGRESS"));
        StepVerifier.withVirtualTime(() -> {
                    var unused = queue().watch(HANDLE).onErrorComplete().subscribe();
                    return client.disposeLater();
                })
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.cancelled()).isZero();
    }

    @Test
    void aRunThatMayEndMayUseTheClientOnTheWay() {
        fal.say(FakeFal.status("COMPLETED"));
        FanOut<String> fanOut = FanOut.<String>maxInFlight(1)
                .onEnqueued((item, handle) -> queue().submit("within")
                        .delayElement(Duration.ofSeconds(2))
                        .then());
        List<Outcome<String, Map<?, ?>>> outcomes = new CopyOnWriteArrayList<>();
        StepVerifier.withVirtualTime(() -> {
                    var unused = queue().runAll(Flux.just("a", "b"), x -> x, fanOut)
                            .onErrorComplete(ClientClosedException.class)
                            .subscribe(outcomes::add);
                    return client.disposeLater(Duration.ofMinutes(1));
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(2_999))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(LIMIT);
        assertThat(outcomes).hasSize(2);
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Succeeded.class);
        isSafeToResubmit(((Outcome.Failed<?, ?>) outcomes.get(1)).error());
        assertThat(fal.inputs).containsExactly("\"a\"", "\"within\"");
    }

    @Test
    void noTimeIsNoPatience() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.disposeLater(Duration.ofMillis(-1)))
                .withMessageContaining("finishWithin");
    }

    @Test
    void nothingHappensBeforeItIsSubscribedToAndTwiceDoesNoHarm() {
        Mono<Void> closing = client.disposeLater();
        StepVerifier.create(queue(FakeFal.options().follow(Follow.polling(PollSchedule.fixed(Duration.ofMillis(20)))))
                        .run("x"))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        for (int i = 0; i < 2; i++) {
            StepVerifier.create(closing).expectComplete().verify(LIMIT);
        }
        assertThat(client.isDisposed()).isTrue();
    }

    /** One client a round: its run is subscribed to while it is closed. */
    private record Round(FakeFal fal, FalClient client, AtomicReference<@Nullable Object> end, AtomicInteger late) {
        static Round of(Function<FakeFal, FalClient> clients) {
            FakeFal fal = new FakeFal();
            FalClient client = clients.apply(fal);
            AtomicInteger late = new AtomicInteger();
            fal.latency = call -> {
                if (client.isDisposed()) {
                    late.incrementAndGet();
                }
                return Duration.ZERO;
            };
            return new Round(fal, client, new AtomicReference<>(), late);
        }

        Flux<?> work(int kind) {
            FalQueue<String, Map<?, ?>> queue = FalQueue.create(
                    client,
                    FakeFal.ENDPOINT,
                    FakeFal.options()
                            .follow(Follow.polling(PollSchedule.fixed(Duration.ofMillis(20))))
                            .build());
            return switch (kind % 4) {
                case 0 -> queue.run("x").flux();
                case 1 -> queue.runWithUpdates("x").filter(QueueUpdate::isCompleted);
                case 2 -> queue.submit("x").flux();
                default ->
                    queue.runAll(Flux.just("x"), x -> x, FanOut.maxInFlight(1))
                            .map(outcome -> outcome.fold(done -> "done", failed -> {
                                throw failed.error();
                            }));
            };
        }

        void subscribe(int kind) {
            var unused = work(kind).subscribe(end::set, end::set);
        }

        Object ended() {
            return Objects.requireNonNull(end.get(), "no end");
        }
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whoStartsWhileTheClientIsClosedEitherRunsToItsEndOrSendsNothing() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        int finished = 0;
        for (int i = 0; i < 10_000; i++) {
            // Most only submit: a run takes the twenty milliseconds to its first poll.
            int kind = i % 25 == 0 ? i / 25 : 2;
            Round round = Round.of(FakeFal::client);
            CountDownLatch closed = new CountDownLatch(1);
            AtomicBoolean wasEnded = new AtomicBoolean();
            long wait = random.nextInt(60_000);
            RaceTestUtils.race(() -> round.subscribe(kind), () -> {
                spin(wait);
                var unused = round.client().disposeLater(Duration.ofMinutes(1)).subscribe(v -> {}, e -> {}, () -> {
                    wasEnded.set(round.end().get() != null);
                    closed.countDown();
                });
            });
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            if (round.ended() instanceof Throwable error) {
                isSafeToResubmit(error);
                assertThat(round.fal().accepted).hasValue(0);
                refused++;
            } else {
                assertThat(wasEnded).as("it was waited for").isTrue();
                assertThat(round.fal().accepted).hasValue(1);
                finished++;
            }
            assertThat(round.late()).as("calls after the close").hasValue(0);
            assertThat(round.fal().cancelled()).isZero();
        }
        assertThat(refused).as("the race is one").isGreaterThan(10);
        assertThat(finished).isGreaterThan(10);
    }

    @Test
    void whoRunsWhileTheClientIsClosedAtOnceIsDeliveredOrCancelledOnce() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(2);
        int delivered = 0;
        int cancelled = 0;
        int unsent = 0;
        for (int i = 0; i < 10_000; i++) {
            int kind = i;
            Round round = Round.of(FakeFal::client);
            if (i % 2 == 0) {
                round.fal().latency =
                        call -> call.operation() == Operation.SUBMIT ? Duration.ofNanos(1) : Duration.ZERO;
            }
            CountDownLatch closed = new CountDownLatch(1);
            // The first poll comes after twenty milliseconds, the answer of a submit after some microseconds.
            long wait = i % 50 == 0 ? 20_000_000 + random.nextInt(2_000_000) : random.nextInt(200_000);
            RaceTestUtils.race(() -> round.subscribe(kind), () -> {
                spin(wait);
                var unused = round.client().disposeLater(Duration.ZERO).subscribe(v -> {}, e -> {}, closed::countDown);
            });
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            int accepted = round.fal().accepted.get();
            assertThat(round.fal().cancels.values())
                    .allSatisfy(count -> assertThat(count).hasValue(1));
            if (round.ended() instanceof Throwable error) {
                assertThat(error).isInstanceOf(ClientClosedException.class);
                ClientClosedException told = (ClientClosedException) error;
                assertThat(round.fal().cancelled()).isEqualTo(accepted);
                assertThat(told.isSafeToResubmit()).isEqualTo(accepted == 0);
                if (accepted == 0) {
                    unsent++;
                } else {
                    cancelled++;
                }
            } else {
                assertThat(accepted).isEqualTo(1);
                assertThat(round.fal().cancelled()).isZero();
                delivered++;
            }
            assertThat(round.client().runningWork().running()).isZero();
            assertThat(round.client().compensations().running()).isZero();
        }
        assertThat(delivered).as("the race is one").isGreaterThan(100);
        assertThat(cancelled).isGreaterThan(100);
        assertThat(unsent).isGreaterThan(10);
    }
}
