package io.fluxfill.batchedit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.localfal.Disagreement;
import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import io.fluxfill.localfal.LocalFalStats;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.Follow;
import io.fluxfill.queue.PollSchedule;
import io.fluxfill.queue.QueueOptions;
import io.fluxfill.queue.QueueUpdate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

/** What a journal says of a request that was running when its run was stopped. */
@Timeout(60)
class StoppedRunTest {
    /** Asks again and again: whoever is painting may miss a single question. */
    private static final QueueOptions POLLING = QueueOptions.builder()
            .follow(Follow.polling(PollSchedule.fixed(Duration.ofMillis(20))))
            .build();

    @TempDir
    Path folder;

    @ParameterizedTest(name = "submitted by an earlier run: {0}")
    @ValueSource(booleans = {false, true})
    void whatTakesAWhileToStopIsSubmittedAgain(boolean earlier) throws Exception {
        assertThat(planAfterStopping(false, earlier)).isInstanceOf(Plan.Submit.class);
    }

    @ParameterizedTest(name = "submitted by an earlier run: {0}")
    @ValueSource(booleans = {false, true})
    void whatEndsWellAllTheSameIsNotPaidTwice(boolean earlier) throws Exception {
        assertThat(planAfterStopping(true, earlier)).isInstanceOf(Plan.Watch.class);
    }

    /** Stops a run while its only request is painted, which goes on until somebody asks for it behind its cancel. */
    private Plan planAfterStopping(boolean endsWell, boolean earlier) throws Exception {
        CompletableFuture<LocalFal> started = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(earlier ? 1 : 2);
        LocalFalOptions.Builder options = LocalFalOptions.builder().painter((image, mask, seed, log) -> {
            begun.countDown();
            awaitQuestionAfterCancel(started.join());
            if (endsWell) {
                return image;
            }
            throw new InterruptedException();
        });
        if (endsWell) {
            options.disagreements(Disagreement.CANCEL_RUNNING_IGNORED);
        }
        Edit edit = Samples.edit(folder, 1, "p");
        Path out = Files.createDirectory(folder.resolve("out"));
        try (LocalFal server = LocalFal.start(options.build());
                Service service = Service.at(server.baseUri(), null);
                Journal journal = Journal.create(out, new Entry.Origin(service.label(), null, null, null))) {
            started.complete(server);
            FalClient client = FalClient.create(service.options());
            FalQueue<FillRequest, FillResult> queue = FalQueue.create(client, Fill.PRO, POLLING);
            BatchRun run =
                    new BatchRun(queue, new Pictures(client.storage(), out, History.none()), journal, service, 2);
            Plan plan = new Plan.Submit(edit);
            if (earlier) {
                RequestHandle handle =
                        requireNonNull(edit.request().flatMap(queue::submit).block(Duration.ofSeconds(20)));
                journal.intent(edit).then(journal.handle(edit, handle)).block();
                plan = new Plan.Watch(edit, handle);
            }
            Disposable running = run.events(List.of(plan)).subscribe(event -> {
                if (event instanceof RowEvent.Moved moved && moved.update() instanceof QueueUpdate.Enqueued) {
                    begun.countDown();
                }
            });
            begun.await();
            running.dispose();
            run.cancelWatched().block(Duration.ofSeconds(20));
            client.compensations().settled(Duration.ofSeconds(20)).block();
            run.writeCancelled().block(Duration.ofSeconds(20));
            client.dispose();
        }
        return History.read(out.resolve(Journal.NAME)).plan(List.of(edit), out).get(0);
    }

    private static void awaitQuestionAfterCancel(LocalFal server) {
        while (server.stats().cancelCalls() == 0) {
            Thread.onSpinWait();
        }
        long before = questions(server.stats());
        while (questions(server.stats()) == before) {
            Thread.onSpinWait();
        }
    }

    private static long questions(LocalFalStats stats) {
        return stats.statusCalls() + stats.resultCalls();
    }
}
