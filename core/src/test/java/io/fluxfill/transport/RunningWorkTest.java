package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;
import reactor.test.util.RaceTestUtils;

@ResourceLock("the global virtual clock")
class RunningWorkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final RunningWork work = new RunningWork();

    private static ClientClosedException left() {
        return new ClientClosedException("left", FalException.Origin.LOCAL, null);
    }

    private <T> Flux<T> admitted(Flux<T> flux, boolean asMono) {
        return asMono
                ? work.admit("It", flux.next(), RunningWorkTest::left).flux()
                : work.admit("It", flux, RunningWorkTest::left);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatRunsIsCountedUntilItsEnd(boolean asMono) {
        TestPublisher<String> source = TestPublisher.create();
        Flux<String> admitted = admitted(source.flux(), asMono);
        assertThat(work.running()).isZero();
        StepVerifier.create(admitted)
                .then(() -> assertThat(work.running()).isEqualTo(1))
                .then(() -> source.emit("x"))
                .expectNext("x")
                .expectComplete()
                .verify(PATIENCE);
        assertThat(work.running()).isZero();
        StepVerifier.create(admitted(Flux.error(new IllegalStateException()), asMono))
                .expectError(IllegalStateException.class)
                .verify(PATIENCE);
        assertThat(work.running()).isZero();
        Disposable caller = admitted(Flux.never(), asMono).subscribe();
        assertThat(work.running()).isEqualTo(1);
        caller.dispose();
        assertThat(work.running()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoComesAfterTheClosingIsRefusedAndNothingIsBegun(boolean asMono) {
        work.close();
        PublisherProbe<String> source = PublisherProbe.empty();
        StepVerifier.create(admitted(source.flux(), asMono))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                ClientClosedException.class,
                                closed -> assertThat(closed.isSafeToResubmit()).isTrue())
                        .hasMessageContaining("nothing was sent"))
                .verify(PATIENCE);
        source.assertWasNotSubscribed();
        assertThat(work.running()).isZero();
    }

    @Test
    void theClosingWaitsForTheLastOne() {
        StepVerifier.withVirtualTime(() -> {
                    for (int seconds : new int[] {2, 4, 3}) {
                        var unused = work.admit("It", Mono.delay(Duration.ofSeconds(seconds)), RunningWorkTest::left)
                                .subscribe();
                    }
                    return work.ended(Duration.ofSeconds(10));
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(3_999))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void whatDoesNotEndInTimeIsToldTo() {
        List<String> told = new CopyOnWriteArrayList<>();
        StepVerifier.withVirtualTime(() -> {
                    var unused = work.admit("It", Mono.never(), RunningWorkTest::left)
                            .subscribe(value -> {}, error -> told.add(error.getMessage()));
                    return work.ended(Duration.ofSeconds(10));
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(9_999))
                .then(() -> assertThat(told).isEmpty())
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(told).containsExactly("left");
        assertThat(work.running()).isZero();
    }

    @Test
    void whatHasJustEndedByItselfIsNotToldAndIsWaitedForOnlyBriefly() {
        StepVerifier.withVirtualTime(() -> {
                    var unused = work.admit("It", Mono.never(), () -> null).subscribe();
                    return work.ended(Duration.ZERO);
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(4_999))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(work.running()).isEqualTo(1);
    }

    @Test
    void theShorterPatienceCounts() {
        AtomicInteger told = new AtomicInteger();
        StepVerifier.withVirtualTime(() -> {
                    var unused = work.admit("It", Mono.never(), RunningWorkTest::left)
                            .subscribe(value -> {}, error -> told.incrementAndGet());
                    return Flux.merge(
                            work.ended(Duration.ofSeconds(Long.MAX_VALUE)),
                            work.ended(Duration.ofSeconds(3)),
                            work.ended(Duration.ofSeconds(8)));
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(2_999))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(told).hasValue(1);
    }

    @Test
    void leavingTheClosingStopsOnlyTheWaiting() {
        AtomicBoolean told = new AtomicBoolean();
        var unused =
                work.admit("It", Mono.never(), RunningWorkTest::left).subscribe(value -> {}, error -> told.set(true));
        StepVerifier.withVirtualTime(() -> work.ended(Duration.ofSeconds(1)))
                .thenCancel()
                .verify(PATIENCE);
        StepVerifier.withVirtualTime(() -> Mono.delay(Duration.ofSeconds(5)))
                .thenAwait(Duration.ofSeconds(5))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(told).isFalse();
        StepVerifier.create(work.admit("It", Mono.just(1), RunningWorkTest::left))
                .expectError(ClientClosedException.class)
                .verify(PATIENCE);
    }

    @Test
    void workWithinWorkBelongsToItAndIsNeverRefused() {
        Sinks.Empty<Void> gate = Sinks.empty();
        Mono<String> inner = work.admit("The inner", Mono.just("brought"), RunningWorkTest::left);
        Mono<String> outer = work.admit("The outer", gate.asMono().then(inner), RunningWorkTest::left);
        StepVerifier.create(outer)
                .then(work::close)
                .then(() -> gate.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST))
                .expectNext("brought")
                .expectComplete()
                .verify(PATIENCE);
        assertThat(work.running()).isZero();
        StepVerifier.create(inner).expectError(ClientClosedException.class).verify(PATIENCE);
    }

    @Test
    void workOfAnotherClientInBetweenDoesNotHideWhatIsAroundIt() {
        RunningWork other = new RunningWork();
        Sinks.Empty<Void> gate = Sinks.empty();
        Mono<String> inner = work.admit("The inner", Mono.just("brought"), RunningWorkTest::left);
        Mono<String> between = other.admit("The other's", inner, RunningWorkTest::left);
        Mono<String> outer = work.admit("The outer", gate.asMono().then(between), RunningWorkTest::left);
        StepVerifier.create(outer)
                .then(work::close)
                .then(() -> gate.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST))
                .expectNext("brought")
                .expectComplete()
                .verify(PATIENCE);
        assertThat(other.running()).isZero();
        assertThat(work.running()).isZero();
    }

    @Test
    void whatFollowsOnAValueBeginsBeforeItsWorkEnds() {
        Sinks.One<String> value = Sinks.one();
        Sinks.Empty<Void> download = Sinks.empty();
        AtomicBoolean ended = new AtomicBoolean();
        Flux<String> downloaded = work.admit("The run", value.asMono(), RunningWorkTest::left)
                .flatMapMany(url -> work.follow(download.asMono().thenMany(Flux.just(url)), RunningWorkTest::left));
        StepVerifier.create(downloaded)
                .then(() -> {
                    var unused = work.ended(Duration.ofMinutes(1)).subscribe(v -> {}, e -> {}, () -> ended.set(true));
                })
                .then(() -> value.emitValue("url", Sinks.EmitFailureHandler.FAIL_FAST))
                .then(() -> {
                    assertThat(work.running()).isEqualTo(1);
                    assertThat(ended).isFalse();
                })
                .then(() -> download.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST))
                .expectNext("url")
                .expectComplete()
                .verify(PATIENCE);
        assertThat(ended).isTrue();
        // Too late to be waited for: whether it still comes is the transport's matter.
        StepVerifier.create(work.follow(Mono.just("late"), RunningWorkTest::left))
                .expectNext("late")
                .expectComplete()
                .verify(PATIENCE);
    }

    /** Whoever is admitted is waited for; whoever is refused has begun nothing. */
    @Test
    void theClosingNeverOverlooksWhoJustStarts() {
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger finished = new AtomicInteger();
        int rounds = 10_000;
        for (int i = 0; i < rounds; i++) {
            RunningWork one = new RunningWork();
            AtomicBoolean begun = new AtomicBoolean();
            AtomicBoolean isOver = new AtomicBoolean();
            Sinks.Empty<Void> end = Sinks.empty();
            AtomicReference<@Nullable Throwable> error = new AtomicReference<>();
            Mono<Void> run = Mono.defer(() -> {
                begun.set(true);
                return end.asMono();
            });
            RaceTestUtils.race(
                    () -> {
                        var unused = one.admit("It", run, RunningWorkTest::left).subscribe(v -> {}, error::set);
                    },
                    () -> {
                        var unused =
                                one.ended(Duration.ofMinutes(1)).subscribe(v -> {}, e -> {}, () -> isOver.set(true));
                    });
            if (error.get() != null) {
                refused.incrementAndGet();
                assertThat(begun).isFalse();
                assertThat(isOver).isTrue();
            } else {
                finished.incrementAndGet();
                assertThat(begun).isTrue();
                assertThat(isOver).as("it waits for what was admitted").isFalse();
                RaceTestUtils.race(() -> end.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST), () -> {});
                assertThat(isOver).isTrue();
            }
            assertThat(one.running()).isZero();
        }
        assertThat(refused).as("the race is one").hasPositiveValue();
        assertThat(finished).hasPositiveValue();
    }

    /** Its end, its subscriber's leaving and the telling meet: it is left once, and nothing is dropped. */
    @Test
    void theTellingMeetsTheEnd() throws InterruptedException {
        AtomicInteger told = new AtomicInteger();
        AtomicInteger delivered = new AtomicInteger();
        SplittableRandom random = new SplittableRandom(1);
        int rounds = 10_000;
        for (int i = 0; i < rounds; i++) {
            RunningWork one = new RunningWork();
            AtomicReference<String> owner = new AtomicReference<>("running");
            Sinks.One<String> value = Sinks.one();
            AtomicInteger ends = new AtomicInteger();
            Mono<String> run = value.asMono()
                    .<String>handle((result, sink) -> {
                        if (owner.compareAndSet("running", "delivered")) {
                            sink.next(result);
                        }
                    })
                    .switchIfEmpty(Mono.never());
            Supplier<@Nullable ClientClosedException> leave =
                    () -> owner.compareAndSet("running", "left") ? left() : null;
            var unused = one.admit("It", run, leave)
                    .doOnTerminate(ends::incrementAndGet)
                    .subscribe(result -> delivered.incrementAndGet(), error -> told.incrementAndGet());
            CountDownLatch closed = new CountDownLatch(1);
            long until = random.nextInt(150_000);
            RaceTestUtils.race(
                    () -> {
                        long start = System.nanoTime();
                        while (System.nanoTime() - start < until) {
                            Thread.onSpinWait();
                        }
                        var ignored = value.tryEmitValue("x");
                    },
                    () -> {
                        var ignored = one.ended(Duration.ZERO).subscribe(v -> {}, e -> {}, closed::countDown);
                    });
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(ends).hasValue(1);
            assertThat(one.running()).isZero();
        }
        assertThat(told.get() + delivered.get()).isEqualTo(rounds);
        assertThat(told).as("the race is one").hasPositiveValue();
        assertThat(delivered).hasPositiveValue();
    }

    @Test
    void whoThrowsWhenHeIsToldKeepsNobodyElseFromIt() {
        List<Throwable> told = new CopyOnWriteArrayList<>();
        Hooks.onErrorDropped(error -> {});
        try {
            for (int i = 0; i < 20; i++) {
                boolean throwing = i % 5 == 0;
                Disposable unused = work.admit("work", Mono.never(), RunningWorkTest::left)
                        .subscribe(value -> {}, error -> {
                            if (throwing) {
                                throw new IllegalStateException("of the application");
                            }
                            told.add(error);
                        });
            }
            StepVerifier.create(work.ended(Duration.ZERO)).expectComplete().verify(PATIENCE);
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(told).hasSize(16);
        assertThat(work.running()).isZero();
    }
}
