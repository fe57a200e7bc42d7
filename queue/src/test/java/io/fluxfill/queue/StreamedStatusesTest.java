package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.RequestHandle;
import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.SharedTimeout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.util.RaceTestUtils;

class StreamedStatusesTest {
    private static final QueueStatus COMPLETED = new QueueStatus(
            new RequestHandle("acme/painter/v1/fill", "r1"),
            QueueStatus.State.COMPLETED,
            "COMPLETED",
            null,
            List.of(),
            Metrics.NONE,
            null,
            null);

    /** What is read is given, and before the end; else nobody would know that there is a result. */
    @Test
    void aStatusThatMeetsTheLimitIsEitherGivenOrNeverRead() {
        int given = 0;
        for (int round = 0; round < 10_000; round++) {
            VirtualTimeScheduler time = VirtualTimeScheduler.create();
            // Who has left the stream may still be told of what is on its way.
            TestPublisher<ServerEvent> events =
                    TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
            List<String> seen = new CopyOnWriteArrayList<>();
            StreamedStatuses.Watcher watcher = new StreamedStatuses.Watcher() {
                @Override
                public QueueStatus read(ServerEvent event) {
                    seen.add("read");
                    return COMPLETED;
                }

                @Override
                public void ended() {
                    seen.add("ended");
                }

                @Override
                public @Nullable Throwable failed(Throwable error) {
                    return error;
                }
            };
            Flux<QueueStatus> statuses =
                    StreamedStatuses.of(events.flux(), new SharedTimeout(Duration.ofMinutes(4), () -> time), watcher);
            var unused = statuses.subscribe(
                    status -> seen.add("given"), error -> seen.add("error"), () -> seen.add("complete"));
            RaceTestUtils.race(
                    () -> events.next(new ServerEvent("message", "{}", null)),
                    () -> time.advanceTimeBy(Duration.ofMinutes(4)));
            if (seen.contains("read")) {
                assertThat(seen).containsExactly("read", "given", "ended", "complete");
                given++;
            } else {
                assertThat(seen).containsExactly("ended", "complete");
            }
        }
        assertThat(given).isPositive();
    }
}
