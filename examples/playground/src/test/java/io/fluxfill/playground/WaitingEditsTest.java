package io.fluxfill.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.LocalFal;
import io.fluxfill.localfal.LocalFalOptions;
import io.fluxfill.queue.SpendingBudget;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Edits that wait for their place, because as many as may be are at fal already. */
@Timeout(120)
class WaitingEditsTest {
    @TempDir
    Path folder;

    private final CountDownLatch told = new CountDownLatch(1);
    private LocalFal fal;
    private Running service;

    @BeforeEach
    void start() {
        fal = LocalFal.start(LocalFalOptions.builder()
                .painter((image, mask, seed, log) -> {
                    log.accept("waiting");
                    told.await();
                    return image;
                })
                .build());
        service = Running.start(fal, folder, "--fluxfill.max-in-flight=1");
    }

    @AfterEach
    void stop() {
        told.countDown();
        service.close();
        fal.close();
    }

    private String beginOneThatRuns() {
        String id = service.begin(service.form()).get(0).id();
        assertThat(service.await(id, "\"message\"").name()).isEqualTo("log");
        return id;
    }

    private void cancel(String id) {
        service.post("/api/edits/" + id + "/cancel", Map.of()).expectStatus().isAccepted();
    }

    @Test
    void oneThatIsCancelledEndsAtOnceAndIsNeverSubmitted() {
        String first = beginOneThatRuns();
        String second = service.begin(service.form()).get(0).id();
        cancel(second);
        EditView ended = service.ended(second);
        assertThat(ended.state()).isEqualTo(EditState.CANCELLED);
        assertThat(String.valueOf(ended.error())).contains("before it was sent");
        assertThat(service.one(first).state()).as("it still has the only place").isEqualTo(EditState.IN_PROGRESS);
        // Right after it has ended.
        SpendingBudget budget = service.bean(SpendingBudget.class);
        assertThat(Flux.interval(Duration.ZERO, Duration.ofMillis(20))
                        .map(tick -> budget.reserved())
                        .filter(reserved -> reserved.compareTo(new BigDecimal("0.05")) == 0)
                        .blockFirst(Running.LIMIT))
                .as("its money is free again")
                .isNotNull();
        told.countDown();
        assertThat(service.ended(first).state()).isEqualTo(EditState.COMPLETED);
        String third = service.begin(service.form()).get(0).id();
        assertThat(service.ended(third).state()).as("the place is free").isEqualTo(EditState.COMPLETED);
        assertThat(fal.stats().submits()).isEqualTo(2);
        assertThat(fal.stats().cancelCalls()).isZero();
    }

    @Test
    void oneOfARowIsCancelledAndTheOthersAreSent() {
        String first = beginOneThatRuns();
        List<String> row = service.begin(service.form("variants", 3)).stream()
                .map(EditView::id)
                .toList();
        cancel(row.get(1));
        assertThat(service.ended(row.get(1)).state()).isEqualTo(EditState.CANCELLED);
        told.countDown();
        for (String id : List.of(first, row.get(0), row.get(2))) {
            assertThat(service.ended(id).state()).isEqualTo(EditState.COMPLETED);
        }
        assertThat(fal.stats().submits()).isEqualTo(3);
    }

    /** It was never on its way: the next run of the service knows that, and says so. */
    @Test
    void oneThatTheServiceLeavesBehindWasNotSent() throws Exception {
        Path data = folder.resolve("left");
        String running;
        String waiting;
        try (ServiceProcess first = ServiceProcess.start(
                List.of("-Xmx256m"), "--url=" + fal.baseUri(), "--data=" + data, "--fluxfill.max-in-flight=1")) {
            Running page = Running.at(first.address());
            running = page.begin(page.form()).get(0).id();
            assertThat(page.await(running, "\"message\"").name()).isEqualTo("log");
            waiting = page.begin(page.form()).get(0).id();
            first.kill();
        }
        told.countDown();
        try (Running second = Running.start(fal, data)) {
            assertThat(second.ended(running).state()).isEqualTo(EditState.COMPLETED);
            EditView ended = second.ended(waiting);
            assertThat(ended.state()).isEqualTo(EditState.FAILED);
            assertThat(String.valueOf(ended.error())).contains("nothing was paid");
            assertThat(fal.stats().submits()).isEqualTo(1);
        }
    }
}
