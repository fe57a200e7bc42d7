package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.Reply;
import io.fluxfill.RequestHandle;
import io.fluxfill.queue.QueueUpdate.Completed;
import io.fluxfill.queue.QueueUpdate.Enqueued;
import io.fluxfill.queue.QueueUpdate.InProgress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** What stands between the following and a viewer who takes his time. */
class UpdateBufferTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final RequestHandle HANDLE = new RequestHandle("acme/painter/v1/fill", "r1");

    private final TestPublisher<QueueUpdate<String>> updates = TestPublisher.create();

    private static QueueUpdate<String> progress(int... lines) {
        return new InProgress<>(
                HANDLE,
                IntStream.of(lines)
                        .mapToObj(line -> new LogLine("line " + line, null, null, null))
                        .toList(),
                0);
    }

    private static QueueUpdate<String> completed() {
        return new Completed<>(HANDLE, new Reply<>("done", null, null), Metrics.NONE, List.of(), 0);
    }

    private static List<String> lines(QueueUpdate<String> update) {
        return update.newLogs().stream().map(LogLine::message).toList();
    }

    @Test
    void whatNobodyHasTakenYetIsOneUpdateWithAllItsLines() {
        StepVerifier.create(UpdateBuffer.behind(updates.flux(), 10), 0)
                .then(() -> updates.next(new Enqueued<>(HANDLE), progress(1), progress(2, 3), completed()))
                .then(updates::complete)
                .thenRequest(1)
                .expectNextMatches(update -> update instanceof Enqueued)
                .thenRequest(1)
                .expectNextMatches(update -> lines(update).equals(List.of("line 1", "line 2", "line 3")))
                .thenRequest(1)
                .expectNextMatches(QueueUpdate::isCompleted)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void anErrorComesBehindWhatIsPending() {
        StepVerifier.create(UpdateBuffer.behind(updates.flux(), 10), 0)
                .then(() -> updates.next(progress(1)))
                .then(() -> updates.error(new IllegalStateException("broken")))
                .thenRequest(1)
                .expectNextMatches(update -> lines(update).equals(List.of("line 1")))
                .expectErrorMessage("broken")
                .verify(LIMIT);
    }

    @Test
    void anEndWithNothingPendingNeedsNoDemand() {
        StepVerifier.create(UpdateBuffer.behind(updates.flux(), 10), 0)
                .then(updates::complete)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aViewerWhoLeavesIsGivenNothingMore() {
        StepVerifier.create(UpdateBuffer.behind(updates.flux(), 10), 1)
                .then(() -> updates.next(progress(1)))
                .expectNextCount(1)
                .thenCancel()
                .verify(LIMIT);
        updates.assertCancelled();
    }

    @Test
    void whatCameTooMuchIsCounted() {
        StepVerifier.create(UpdateBuffer.behind(updates.flux(), 2), 0)
                .then(() -> updates.next(progress(1, 2), progress(3)))
                .thenRequest(1)
                .expectNextMatches(update -> lines(update).equals(List.of("line 2", "line 3"))
                        && ((InProgress<String>) update).droppedLines() == 1)
                .thenCancel()
                .verify(LIMIT);
    }

    /** One thread tells, another one asks: each line arrives once, in its order, and the end behind them all. */
    @Test
    void tellingAndAskingAtOnceLosesNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 5_000; round++) {
                race(threads);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void race(ExecutorService threads) throws Exception {
        int count = 8;
        TestPublisher<QueueUpdate<String>> telling = TestPublisher.create();
        List<String> seen = new CopyOnWriteArrayList<>();
        CountDownLatch end = new CountDownLatch(1);
        BaseSubscriber<QueueUpdate<String>> viewer = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // It asks later.
            }

            @Override
            protected void hookOnNext(QueueUpdate<String> update) {
                seen.addAll(update.isCompleted() ? List.of("done") : lines(update));
            }

            @Override
            protected void hookOnComplete() {
                seen.add("end");
                end.countDown();
            }
        };
        UpdateBuffer.behind(telling.flux(), 100).subscribe(viewer);
        CountDownLatch start = new CountDownLatch(2);
        threads.execute(() -> {
            together(start);
            IntStream.range(0, count).forEach(line -> telling.next(progress(line)));
            telling.next(completed());
            telling.complete();
        });
        threads.execute(() -> {
            together(start);
            IntStream.range(0, count + 1).forEach(any -> viewer.request(1));
        });
        assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(seen)
                .containsExactlyElementsOf(Stream.concat(
                                IntStream.range(0, count).mapToObj(line -> "line " + line), Stream.of("done", "end"))
                        .toList());
    }

    private static void together(CountDownLatch start) {
        start.countDown();
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
