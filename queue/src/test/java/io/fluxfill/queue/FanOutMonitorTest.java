package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.transport.Call.Operation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What viewers of a fan-out see, in virtual time. */
@ResourceLock("virtual time")
class FanOutMonitorTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeFal fal = new FakeFal();
    private final List<FanOutProgress> seen = new ArrayList<>();
    private VirtualTimeScheduler time;

    @BeforeEach
    void stopTheClock() {
        time = VirtualTimeScheduler.getOrSet();
    }

    @AfterEach
    void letItGo() {
        VirtualTimeScheduler.reset();
    }

    private Flux<Outcome<Integer, Map<?, ?>>> run(int items, FanOut<Integer> fanOut) {
        return fal.queue().runAll(Flux.range(1, items), String::valueOf, fanOut);
    }

    private static String counts(FanOutProgress progress) {
        return progress.waiting() + " " + progress.queued() + " " + progress.running() + " " + progress.done() + " "
                + progress.failed() + " " + progress.cancelled();
    }

    @Test
    void countsEachItemOnce() {
        fal.say(FakeFal.status("IN_QUEUE"), FakeFal.status("IN_PROGRESS"), FakeFal.status("COMPLETED"));
        fal.failure = (call, n) -> call.operation() == Operation.RESULT && n == 1 ? FakeFal.failed(call) : null;
        fal.latency = call -> call.operation() == Operation.SUBMIT ? Duration.ofMillis(500) : Duration.ZERO;
        FanOutMonitor monitor = FanOutMonitor.expecting(4);
        Disposable run = fal.queue()
                .runAllWithUpdates(
                        Flux.range(1, 4),
                        String::valueOf,
                        FanOut.<Integer>maxInFlight(2).monitor(monitor))
                .subscribe();
        assertThat(counts(monitor.now())).isEqualTo("2 0 0 0 0 0");
        assertThat(monitor.now().left()).isEqualTo(4);
        time.advanceTimeBy(Duration.ofMillis(500));
        assertThat(counts(monitor.now())).isEqualTo("0 2 0 0 0 0");
        time.advanceTimeBy(SECOND);
        assertThat(counts(monitor.now())).as("in the queue").isEqualTo("0 2 0 0 0 0");
        time.advanceTimeBy(SECOND);
        assertThat(counts(monitor.now())).isEqualTo("0 0 2 0 0 0");
        assertThat(monitor.now().inFlight()).isEqualTo(2);
        assertThat(monitor.now().eta()).as("nothing has ended yet").isNull();
        time.advanceTimeBy(SECOND);
        assertThat(counts(monitor.now())).isEqualTo("2 0 0 1 1 0");
        assertThat(monitor.now().eta()).isEqualTo(Duration.ofMillis(3_500));
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(counts(monitor.now())).isEqualTo("0 0 0 3 1 0");
        assertThat(monitor.now().ended()).isEqualTo(4);
        assertThat(monitor.now().left()).isZero();
        assertThat(monitor.now().eta()).isZero();
        assertThat(monitor.now().spent()).as("without a budget").isNull();
        assertThat(run.isDisposed()).isTrue();
    }

    @Test
    void aSlowConsumerOfUpdatesDoesNotHoldTheCountsBack() {
        FanOutMonitor monitor = FanOutMonitor.create();
        StepVerifier.create(
                        fal.queue()
                                .runAllWithUpdates(
                                        Flux.range(1, 4),
                                        String::valueOf,
                                        FanOut.<Integer>maxInFlight(2).monitor(monitor)),
                        0)
                .expectSubscription()
                .then(() -> time.advanceTimeBy(Duration.ofMinutes(1)))
                .then(() -> assertThat(counts(monitor.now())).isEqualTo("0 0 0 2 0 0"))
                .thenCancel()
                .verify(LIMIT);
        assertThat(counts(monitor.now())).as("what has ended is not cancelled").isEqualTo("0 0 0 2 0 0");
    }

    @Test
    void withoutUpdatesAcceptedItemsAreQueuedUntilTheyEnd() {
        fal.say(FakeFal.status("IN_PROGRESS"), FakeFal.status("IN_PROGRESS"), FakeFal.status("COMPLETED"));
        FanOutMonitor monitor = FanOutMonitor.create();
        Disposable run = run(2, FanOut.<Integer>maxInFlight(2).monitor(monitor)).subscribe();
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(counts(monitor.now())).isEqualTo("0 2 0 0 0 0");
        time.advanceTimeBy(SECOND);
        assertThat(counts(monitor.now())).isEqualTo("0 0 0 2 0 0");
        assertThat(run.isDisposed()).isTrue();
    }

    @Test
    void whatIsCancelledIsCountedSo() {
        FanOutMonitor monitor = FanOutMonitor.create();
        fal.say(FakeFal.status("IN_PROGRESS"));
        Disposable run = run(9, FanOut.<Integer>maxInFlight(3).monitor(monitor)).subscribe();
        time.advanceTimeBy(SECOND);
        run.dispose();
        assertThat(counts(monitor.now())).isEqualTo("0 0 0 0 0 3");
        StepVerifier.create(monitor.progress(SECOND)).expectNextCount(1).verifyComplete();
    }

    @Test
    void theTotalIsKnownWhenTheLastItemWasSeen() {
        FanOutMonitor monitor = FanOutMonitor.create();
        Disposable run = run(3, FanOut.<Integer>maxInFlight(2).monitor(monitor)).subscribe();
        assertThat(monitor.now().total()).isNull();
        assertThat(monitor.now().left()).isNull();
        assertThat(monitor.now().eta()).isNull();
        time.advanceTimeBy(SECOND);
        assertThat(monitor.now().total()).isEqualTo(3);
        assertThat(monitor.now().eta()).isEqualTo(Duration.ofMillis(500));
        run.dispose();
    }

    @Test
    void aWrongTotalIsCorrected() {
        FanOutMonitor more = FanOutMonitor.expecting(1);
        FanOutMonitor fewer = FanOutMonitor.expecting(100);
        for (FanOutMonitor monitor : List.of(more, fewer)) {
            Disposable unused =
                    run(5, FanOut.<Integer>maxInFlight(2).monitor(monitor)).subscribe();
            assertThat(monitor.now().total()).isEqualTo(monitor == more ? 2 : 100);
            time.advanceTimeBy(Duration.ofMinutes(1));
            assertThat(monitor.now().total()).isEqualTo(5);
        }
    }

    @Test
    void viewersSeeItNowAndSoOftenAndAtTheEnd() {
        FanOutMonitor monitor = FanOutMonitor.expecting(4);
        Disposable viewer = monitor.progress(Duration.ofMillis(1_500)).subscribe(seen::add);
        assertThat(seen).hasSize(1);
        Disposable run = run(4, FanOut.<Integer>maxInFlight(2).monitor(monitor)).subscribe();
        time.advanceTimeBy(Duration.ofMillis(1_499));
        assertThat(seen).hasSize(1);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(seen).hasSize(2);
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(seen)
                .extracting(FanOutMonitorTest::counts)
                .containsExactly("0 0 0 0 0 0", "0 2 0 2 0 0", "0 0 0 4 0 0");
        assertThat(viewer.isDisposed()).isTrue();
        assertThat(run.isDisposed()).isTrue();
    }

    @Test
    void aViewerWhoComesLateSeesTheEndOnce() {
        FanOutMonitor monitor = FanOutMonitor.create();
        Disposable run = run(4, FanOut.<Integer>maxInFlight(2).monitor(monitor)).subscribe();
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(run.isDisposed()).isTrue();
        Disposable viewer = monitor.progress(SECOND).subscribe(seen::add);
        assertThat(seen).extracting(FanOutMonitorTest::counts).containsExactly("0 0 0 4 0 0");
        assertThat(viewer.isDisposed()).isTrue();
    }

    @Test
    void aSlowViewerGetsTheNewestOnly() {
        fal.say(FakeFal.status("IN_PROGRESS"), FakeFal.status("COMPLETED"));
        FanOutMonitor monitor = FanOutMonitor.create();
        StepVerifier.create(monitor.progress(SECOND), 0)
                .expectSubscription()
                .then(() -> {
                    Disposable unused = run(10, FanOut.<Integer>maxInFlight(1).monitor(monitor))
                            .subscribe();
                    time.advanceTimeBy(Duration.ofMillis(4_500));
                })
                .thenRequest(1)
                .assertNext(progress -> assertThat(progress.done()).isEqualTo(2))
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(10)))
                .thenRequest(1)
                .assertNext(progress -> assertThat(progress.done()).isEqualTo(7))
                .then(() -> time.advanceTimeBy(Duration.ofMinutes(10)))
                .thenRequest(1)
                .assertNext(progress -> assertThat(progress.done()).isEqualTo(10))
                .thenRequest(9)
                .thenConsumeWhile(progress -> progress.done() == 10)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void fanOutsThatShareOneAreCountedTogether() {
        FanOutMonitor monitor = FanOutMonitor.expecting(8);
        FanOut<Integer> fanOut = FanOut.<Integer>maxInFlight(2).monitor(monitor);
        Disposable viewer = monitor.progress(Duration.ofMinutes(1)).subscribe(seen::add);
        Disposable both = Flux.merge(run(2, fanOut), run(6, fanOut)).subscribe();
        time.advanceTimeBy(SECOND);
        assertThat(counts(monitor.now())).isEqualTo("0 2 0 4 0 0");
        assertThat(viewer.isDisposed()).as("one goes on").isFalse();
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(viewer.isDisposed()).isTrue();
        assertThat(both.isDisposed()).isTrue();
        assertThat(counts(seen.get(seen.size() - 1))).isEqualTo("0 0 0 8 0 0");
    }

    @Test
    void saysWhatWasSpentHere() {
        SpendingBudget budget = SpendingBudget.usd("10");
        FanOutMonitor monitor = FanOutMonitor.create();
        budget.reservation().take(BigDecimal.ONE);
        Disposable run = new Gatekeeper(fal)
                .queue(Gatekeeper.priced())
                .runAll(
                        Flux.just("0.05", "0.10", "0.20", "50"),
                        Function.identity(),
                        FanOut.<String>maxInFlight(2).budget(budget).monitor(monitor))
                .subscribe();
        assertThat(monitor.now().spent()).isZero();
        time.advanceTimeBy(SECOND);
        assertThat(monitor.now().spent()).isEqualByComparingTo("0.15");
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(monitor.now().spent()).isEqualByComparingTo("0.35");
        assertThat(monitor.now().failed()).as("no room").isEqualTo(1);
        assertThat(run.isDisposed()).isTrue();
    }

    @Test
    void theEtaOfASteadyRunIsAboutRight() {
        FanOutMonitor monitor = FanOutMonitor.expecting(1_000);
        Disposable run =
                run(1_000, FanOut.<Integer>maxInFlight(5).monitor(monitor)).subscribe();
        for (int second = 1; second < 200; second++) {
            time.advanceTimeBy(SECOND);
            Duration eta = monitor.now().eta();
            assertThat(eta).isNotNull();
            assertThat(eta.toSeconds()).isBetween((long) ((200 - second) * 0.95), (long) ((200 - second) * 1.05) + 1);
        }
        run.dispose();
    }

    @Test
    void viewersWhoLeaveAreForgotten() {
        FanOutMonitor monitor = FanOutMonitor.create();
        Disposable run = run(5, FanOut.<Integer>maxInFlight(1).monitor(monitor)).subscribe();
        for (int i = 0; i < 100; i++) {
            monitor.progress(SECOND).subscribe(seen::add).dispose();
        }
        assertThat(monitor.viewers()).isZero();
        Disposable viewer = monitor.progress(SECOND).subscribe(seen::add);
        assertThat(monitor.viewers()).isEqualTo(1);
        viewer.dispose();
        assertThat(monitor.viewers()).isZero();
        run.dispose();
    }

    @Test
    void aViewerNeverRunsWithinTheFanOut() throws InterruptedException {
        VirtualTimeScheduler.reset();
        fal.say(FakeFal.status("IN_PROGRESS"));
        FanOutMonitor monitor = FanOutMonitor.create();
        List<Thread> threads = new CopyOnWriteArrayList<>();
        CountDownLatch end = new CountDownLatch(1);
        Disposable viewer = monitor.progress(Duration.ofHours(1))
                // As its last: what is told further up comes before the subscriber itself has ended.
                .subscribe(progress -> threads.add(Thread.currentThread()), error -> {}, end::countDown);
        run(2, FanOut.<Integer>maxInFlight(2).monitor(monitor)).subscribe().dispose();
        assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(threads).hasSize(2);
        assertThat(threads.get(1)).as("of the one who ended it").isNotEqualTo(Thread.currentThread());
        assertThat(viewer.isDisposed()).isTrue();
    }

    @Test
    void saysWhatItCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> FanOutMonitor.expecting(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FanOutMonitor.create().progress(Duration.ZERO));
    }
}
