package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.error.FalException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.util.RaceTestUtils;

@ResourceLock("virtual time")
class RequestBudgetTest {
    private final List<String> begun = new ArrayList<>();

    @AfterEach
    void realTime() {
        VirtualTimeScheduler.reset();
    }

    private Disposable ask(RequestBudget budget, Operation operation, String name) {
        Mono<String> attempt = Mono.fromCallable(() -> {
            begun.add(name + "@" + Schedulers.parallel().now(TimeUnit.MILLISECONDS));
            return name;
        });
        return budget.admission(operation).admit(attempt).subscribe();
    }

    @ParameterizedTest
    @CsvSource({
        "10,    1, 4, 0 100 200 300",
        "10,    3, 5, 0 0 0 100 200",
        "0.5,   1, 3, 0 2000 4000",
        "0.5,   2, 3, 0 0 2000",
        "1000,  1, 3, 0 1 2",
        "3,     1, 3, 0 333 666",
    })
    void beginsAtItsRate(double perSecond, int burst, int attempts, String times) {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        RequestBudget budget = RequestBudget.perSecond(perSecond, burst);
        for (int i = 0; i < attempts; i++) {
            ask(budget, Operation.STATUS, "");
        }
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(begun.stream().map(at -> at.substring(1))).containsExactly(times.split(" "));
        assertThat(budget.waiting()).isZero();
    }

    @Test
    void aPauseSavesUpOneBurstAndNoMore() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        RequestBudget budget = RequestBudget.perSecond(10, 2);
        ask(budget, Operation.STATUS, "a");
        time.advanceTimeBy(Duration.ofMinutes(1));
        for (String name : List.of("b", "c", "d")) {
            ask(budget, Operation.STATUS, name);
        }
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(begun).containsExactly("a@0", "b@60000", "c@60000", "d@60100");
    }

    @Test
    void inNoStretchOfTimeMoreBeginThanTheRateAndOneBurst() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        RequestBudget budget = RequestBudget.perSecond(50, 5);
        SplittableRandom random = new SplittableRandom(1);
        List<Disposable> waiting = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            Operation[] operations = {Operation.RESULT, Operation.CANCEL, Operation.STATUS, Operation.SUBMIT};
            waiting.add(ask(budget, operations[random.nextInt(4)], ""));
            if (random.nextInt(5) == 0) {
                waiting.get(random.nextInt(waiting.size())).dispose();
            }
            if (random.nextInt(3) == 0) {
                time.advanceTimeBy(Duration.ofMillis(random.nextInt(60)));
            }
        }
        time.advanceTimeBy(Duration.ofMinutes(5));
        long[] at = begun.stream()
                .mapToLong(entry -> Long.parseLong(entry.substring(1)))
                .toArray();
        assertThat(at.length).isGreaterThan(2000);
        for (int i = 0; i < at.length; i++) {
            for (int j = i; j < at.length; j++) {
                assertThat(j - i + 1).isLessThanOrEqualTo((int) (5 + 50 * (at[j] - at[i] + 1) / 1e3));
            }
        }
        assertThat(budget.waiting()).isZero();
    }

    @Test
    void resultsGoBeforeCancelsBeforePollsBeforeSubmits() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        RequestBudget budget = RequestBudget.perSecond(1, 1);
        ask(budget, Operation.SUBMIT, "first");
        ask(budget, Operation.SUBMIT, "submit1");
        ask(budget, Operation.SUBMIT, "submit2");
        ask(budget, Operation.STATUS, "poll");
        ask(budget, Operation.STREAM, "stream");
        ask(budget, Operation.CANCEL, "cancel");
        ask(budget, Operation.RESULT, "result1");
        ask(budget, Operation.RESULT, "result2");
        time.advanceTimeBy(Duration.ofMillis(4500));
        ask(budget, Operation.RESULT, "late");
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(begun)
                .containsExactly(
                        "first@0",
                        "result1@1000",
                        "result2@2000",
                        "cancel@3000",
                        "poll@4000",
                        "late@5000",
                        "stream@6000",
                        "submit1@7000",
                        "submit2@8000");
    }

    @Test
    void whoLeavesGivesItsPlaceToTheNext() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        RequestBudget budget = RequestBudget.perSecond(1, 1);
        ask(budget, Operation.STATUS, "a");
        Disposable leaves = ask(budget, Operation.STATUS, "b");
        ask(budget, Operation.STATUS, "c");
        leaves.dispose();
        time.advanceTimeBy(Duration.ofMillis(1500));
        assertThat(begun).containsExactly("a@0", "c@1000");
        Disposable last = ask(budget, Operation.STATUS, "d");
        assertThat(budget.waiting()).isOne();
        last.dispose();
        assertThat(budget.waiting()).isZero();
        assertThat(time.getScheduledTaskCount()).as("timers").isEqualTo(2);
        time.advanceTimeBy(Duration.ofMinutes(1));
        ask(budget, Operation.STATUS, "e");
        assertThat(begun).containsExactly("a@0", "c@1000", "e@61500");
    }

    @Test
    void streamsAskOnceAndErrorsPass() {
        StepVerifier.withVirtualTime(() -> {
                    RequestBudget budget = RequestBudget.perSecond(1, 1);
                    Flux<Integer> stream =
                            Flux.just(1, 2).concatWith(Mono.error(new IllegalStateException("it broke")));
                    Flux<Integer> admitted = budget.admission(Operation.STREAM).admit(stream);
                    return admitted.onErrorResume(error -> admitted);
                })
                .expectSubscription()
                .expectNext(1, 2)
                .expectNoEvent(Duration.ofSeconds(1))
                .expectNext(1, 2)
                .expectErrorMessage("it broke")
                .verify(Duration.ofSeconds(5));
    }

    /** No refill in the time of the test: what was not begun must all be left afterwards. */
    @Test
    void aStreamThatIsNotOpenedForWantOfRoomDoesNotCount() {
        VirtualTimeScheduler.getOrSet();
        RequestBudget budget = RequestBudget.perSecond(1, 1);
        Flux<String> noRoom = Flux.error(new TransportException("no room", false, FalException.Origin.LOCAL, null));

        StepVerifier.create(budget.admission(Operation.STREAM).admit(noRoom)).verifyError(TransportException.class);
        Disposable poll = ask(budget, Operation.STATUS, "poll");
        Disposable next = ask(budget, Operation.STATUS, "next");

        assertThat(begun).containsExactly("poll@0");
        assertThat(poll.isDisposed()).isTrue();
        next.dispose();
    }

    @Test
    void whatWasWrittenAndWhatFailedLateCounts() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        RequestBudget budget = RequestBudget.perSecond(1, 1);
        Flux<String> lost = Flux.error(new TransportException("lost", true, FalException.Origin.LOCAL, null));
        Flux<String> late = Mono.delay(Duration.ofMillis(1_500))
                .thenMany(Flux.error(new TransportException("late", false, FalException.Origin.LOCAL, null)));

        Disposable first =
                budget.admission(Operation.STREAM).admit(lost).onErrorComplete().subscribe();
        Disposable second =
                budget.admission(Operation.STREAM).admit(late).onErrorComplete().subscribe();
        Disposable third = ask(budget, Operation.STATUS, "third");
        Disposable fourth = ask(budget, Operation.STATUS, "fourth");
        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(begun).containsExactly("third@2000", "fourth@3000");
        assertThat(List.of(first, second, third, fourth)).allMatch(Disposable::isDisposed);
    }

    @Test
    void noPlaceIsLostOrGivenTwiceWhenWaitersLeaveAtTheSameMoment() {
        int burst = 11_000;
        RequestBudget budget = RequestBudget.perSecond(0.0001, burst);
        AtomicInteger attempts = new AtomicInteger();
        // Counted when it is subscribed to: who leaves after that has used its place.
        Mono<Integer> attempt = Mono.defer(() -> Mono.just(attempts.incrementAndGet()));
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 10_000; i++) {
            BaseSubscriber<Integer> subscriber = new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                    requestUnbounded();
                }
            };
            AtomicBoolean isHere = new AtomicBoolean();
            int spins = random.nextInt(400);
            RaceTestUtils.race(
                    () -> budget.admission(Operation.STATUS)
                            .admit(attempt)
                            .doOnSubscribe(any -> isHere.set(true))
                            .subscribe(subscriber),
                    () -> {
                        while (!isHere.get()) {
                            Thread.onSpinWait();
                        }
                        for (int spin = 0; spin < spins; spin++) {
                            Thread.onSpinWait();
                        }
                        subscriber.cancel();
                    });
        }
        int inRaces = attempts.get();
        int left = 0;
        while (budget.waiting() == 0 && left <= burst) {
            Disposable unused =
                    budget.admission(Operation.STATUS).admit(attempt).subscribe();
            left++;
        }
        assertThat(attempts.get()).as("every place was used once").isEqualTo(burst);
        assertThat(left - 1).isEqualTo(burst - inRaces);
        assertThat(inRaces)
                .as("some rounds win, some lose, or the race is none")
                .isBetween(100, 9900);
    }

    /** Waiters and the timer of a scarce budget, in real time. */
    @Test
    void leavingRacesWithTheTimer() {
        RequestBudget budget = RequestBudget.perSecond(20_000, 1);
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger completed = new AtomicInteger();
        Mono<Integer> attempt = Mono.fromCallable(attempts::incrementAndGet);
        SplittableRandom random = new SplittableRandom(4);
        List<Disposable> waiting = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(budget.admission(random.nextBoolean() ? Operation.STATUS : Operation.SUBMIT)
                    .admit(attempt)
                    .doFinally(signal -> completed.incrementAndGet())
                    .subscribe());
            waiting.get(random.nextInt(waiting.size())).dispose();
        }
        Long unused = Flux.interval(Duration.ofMillis(5))
                .takeUntil(tick -> completed.get() == 10_000)
                .blockLast(Duration.ofSeconds(20));
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(completed).hasValue(10_000);
        assertThat(attempts.get()).isBetween(1, (int) (seconds * 20_000) + 2);
        assertThat(budget.waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e7})
    void refusesWhatIsNoRate(double rate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestBudget.perSecond(rate))
                .withMessageContaining("requestBudget");
    }

    @ParameterizedTest
    @CsvSource({"0.1, 2147483647", "0.000001, 1000000", "4.9E-324, 2"})
    void aBurstThatNobodyCanUseUpIsNoHindrance(double perSecond, int burst) {
        VirtualTimeScheduler.getOrSet();
        RequestBudget budget = RequestBudget.perSecond(perSecond, burst);

        Disposable first = ask(budget, Operation.STATUS, "first");
        Disposable second = ask(budget, Operation.STATUS, "second");

        assertThat(begun).containsExactly("first@0", "second@0");
        assertThat(List.of(first, second)).allMatch(Disposable::isDisposed);
    }

    @Test
    void refusesNoBurst() {
        assertThatIllegalArgumentException().isThrownBy(() -> RequestBudget.perSecond(1, 0));
    }

    @Test
    void submitsWaitWhileResultsPass() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        FakeFal fal = new FakeFal();
        List<String> calls = new ArrayList<>();
        fal.failure = (call, ordinal) -> {
            calls.add(call.operation().word() + "@" + time.now(TimeUnit.MILLISECONDS));
            return null;
        };
        RequestBudget budget = RequestBudget.perSecond(1, 1);
        QueueOptions options = FakeFal.options()
                .follow(Follow.polling(PollSchedule.fixed(Duration.ofMillis(1500))))
                .requestBudget(budget)
                .build();
        List<Map<?, ?>> results = new ArrayList<>();
        // Two queues, one budget.
        Disposable unused = Flux.merge(
                        fal.queue(options).run("a"),
                        fal.queue(options).run("b"),
                        fal.queue(options).run("c"))
                .subscribe(reply -> results.add(reply.output()));
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(results).hasSize(3);
        assertThat(calls)
                .containsExactly(
                        "submit@0",
                        "submit@1000",
                        "status@2000",
                        "result@3000",
                        "status@4000",
                        "result@5000",
                        "submit@6000",
                        "status@7500",
                        "result@8500");
        assertThat(options.requestBudget()).hasToString("1.0 requests per second");
    }
}
