package io.fluxfill.batchedit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.fill.Fill;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.QueueUpdate.Enqueued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

class BatchRunTest {
    private static final int EDITS = 16;

    @TempDir
    Path folder;

    @Test
    void aJournalThatBreaksUnderManyEditsAtOnceLeavesNoErrorOver() throws Exception {
        List<Plan> plans = new ArrayList<>();
        for (Row row : Manifest.read(Samples.manifest(folder, EDITS), Map.of())) {
            plans.add(new Plan.Submit(new Preflight().check(row)));
        }
        Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
        Hooks.onErrorDropped(dropped::add);
        try (Service service = Service.embedded(EDITS, Duration.ofMillis(300))) {
            for (int round = 0; round < 5; round++) {
                runWithBreakingJournal(service, plans, Files.createDirectory(folder.resolve("out" + round)));
            }
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(dropped).isEmpty();
    }

    private static void runWithBreakingJournal(Service service, List<Plan> plans, Path out) throws Exception {
        FileChannel file =
                FileChannel.open(out.resolve(Journal.NAME), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FalClient client = FalClient.create(service.options());
        AtomicInteger handles = new AtomicInteger();
        try (Journal journal = new Journal(file)) {
            BatchRun run = new BatchRun(
                    FalQueue.create(client, Fill.PRO),
                    new Pictures(client.storage(), out, History.none()),
                    journal,
                    service,
                    EDITS);
            assertThatThrownBy(() -> run.events(plans)
                            .doOnNext(event -> {
                                if (event instanceof RowEvent.Moved moved
                                        && moved.update() instanceof Enqueued
                                        && handles.incrementAndGet() == EDITS) {
                                    close(file);
                                }
                            })
                            .blockLast(Duration.ofSeconds(20)))
                    .hasStackTraceContaining("The journal cannot be written");
            client.compensations().settled(Duration.ofSeconds(10)).block();
        } finally {
            client.dispose();
        }
    }

    @Test
    void whatFailsInThePictureWorkWasNeverAboutToBeSent() throws Exception {
        Edit edit = Samples.edit(folder, 1, "p", Map.of(Column.GROW_MASK, "1"));
        Files.delete(folder.resolve("m.png"));
        Path out = Files.createDirectory(folder.resolve("out"));
        try (Service service = Service.embedded(1, Duration.ZERO);
                Journal journal = Journal.create(out, new Entry.Origin(service.label(), null, null, null))) {
            FalClient client = FalClient.create(service.options());
            BatchRun run = new BatchRun(
                    FalQueue.create(client, Fill.PRO),
                    new Pictures(client.storage(), out, History.none()),
                    journal,
                    service,
                    2);
            List<RowEvent> events =
                    run.events(List.of(new Plan.Submit(edit))).collectList().block(Duration.ofSeconds(20));
            client.dispose();
            assertThat(events).singleElement().isInstanceOfSatisfying(RowEvent.Ended.class, ended -> {
                assertThat(ended.result().status()).isEqualTo(RowResult.Status.FAILED);
                assertThat(ended.result().error()).contains("m.png does not exist");
            });
        }
        assertThat(Files.readString(out.resolve(Journal.NAME)))
                .contains("NOT_SENT")
                .doesNotContain("INTENT", "REFUSED");
    }

    @ParameterizedTest(name = "lost: {0}")
    @ValueSource(booleans = {true, false})
    void whatMayBePaidIsNotForgottenWhenItCannotBeMadeReadyAgain(boolean lost) throws Exception {
        Edit edit = Samples.edit(folder, 1, "p", Map.of(Column.GROW_MASK, "1"));
        Path out = Files.createDirectory(folder.resolve("out"));
        RequestHandle handle = new RequestHandle("fal-ai/flux-pro/v1/fill", "id-1");
        try (Service service = Service.embedded(1, Duration.ZERO);
                Journal journal =
                        Journal.create(out, new Entry.Origin("http://127.0.0.1:8765/queue", null, null, null))) {
            journal.intent(edit)
                    .then(lost ? journal.handle(edit, handle).then(journal.lost(edit, "404")) : Mono.empty())
                    .block();
            Plan before = History.read(out.resolve(Journal.NAME))
                    .plan(List.of(edit), out)
                    .get(0);
            assertThat(before).isInstanceOf(lost ? Plan.Lost.class : Plan.Unknown.class);
            Files.delete(folder.resolve("m.png"));
            FalClient client = FalClient.create(service.options());
            BatchRun run = new BatchRun(
                    FalQueue.create(client, Fill.PRO),
                    new Pictures(client.storage(), out, History.none()),
                    journal,
                    service,
                    2);
            assertThat(run.events(List.of(new Plan.Submit(edit))).blockLast(Duration.ofSeconds(20)))
                    .isInstanceOf(RowEvent.Ended.class);
            client.dispose();
            assertThat(History.read(out.resolve(Journal.NAME)).plan(List.of(edit), out))
                    .containsExactly(before);
        }
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
