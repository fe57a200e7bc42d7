package io.fluxfill.queue;

import static io.fluxfill.queue.FakeFal.options;
import static io.fluxfill.queue.FakeFal.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call.Operation;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Log lines that come after the request has completed, in virtual time. */
@ResourceLock("virtual time")
class TrailingLogsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final RequestHandle HANDLE = new RequestHandle("acme/painter/v1/fill", "r1");

    private final FakeFal fal = new FakeFal();

    private FalQueue<String, Map<?, ?>> queue() {
        return fal.queue(options().trailingLogs(Duration.ofSeconds(2)).build());
    }

    private static void has(QueueUpdate<?> update, String... lines) {
        assertThat(update.isCompleted()).isTrue();
        assertThat(update.newLogs()).extracting(LogLine::message).containsExactly(lines);
    }

    @Test
    void comeBehindTheResultAndDoNotHoldItBack() {
        fal.say(
                status("COMPLETED", "a@1"),
                status("COMPLETED", "a@1", "b@2"),
                status("COMPLETED", "a@1", "b@2"),
                status("COMPLETED", "a@1", "b@2", "c@3"));

        StepVerifier.withVirtualTime(() -> queue().runWithUpdates("x"))
                .expectNextCount(1)
                .thenAwait(Duration.ofSeconds(1))
                .assertNext(update -> has(update, "a"))
                .thenAwait(Duration.ofMillis(500))
                .assertNext(update -> has(update, "b"))
                .expectNoEvent(Duration.ofMillis(999))
                .thenAwait(Duration.ofMillis(1))
                .assertNext(update -> has(update, "c"))
                .expectNoEvent(Duration.ofMillis(499))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.resultCalls).hasValue(1);
    }

    @Test
    void mayBeAskedForForEver() {
        fal.say(status("COMPLETED"));

        StepVerifier.withVirtualTime(() -> fal.queue(options()
                                .trailingLogs(ChronoUnit.FOREVER.getDuration())
                                .build())
                        .runWithUpdates("x"))
                .expectNextCount(1)
                .thenAwait(Duration.ofSeconds(1))
                .assertNext(update -> has(update))
                .expectNoEvent(Duration.ofHours(1))
                .thenCancel()
                .verify(LIMIT);
    }

    @Test
    void areNotFetchedForWhoWantsTheResultAlone() {
        StepVerifier.withVirtualTime(() -> queue().run("x"))
                .thenAwait(Duration.ofSeconds(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.statusCalls).hasValue(1);
    }

    @Test
    void doNotHoldASlotOfAFanOut() {
        StepVerifier.withVirtualTime(() -> queue().runAllWithUpdates(Flux.just("x"), item -> item, FanOut.defaults()))
                .thenAwait(Duration.ofSeconds(1))
                .expectNextCount(3)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.statusCalls).hasValue(1);
    }

    @Test
    void endWithTheirFirstErrorWhichIsNobodys() {
        fal.failure = (call, ordinal) -> call.operation() == Operation.STATUS && ordinal > 0
                ? new TransportException("no", true, Origin.LOCAL, null)
                : null;

        StepVerifier.withVirtualTime(() -> queue().watch(HANDLE))
                .assertNext(update -> has(update))
                .thenAwait(Duration.ofMillis(500))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aViewerWhoLeavesDuringThemCancelsNothing() {
        StepVerifier.withVirtualTime(() -> queue().runWithUpdates("x"))
                .expectNextCount(1)
                .thenAwait(Duration.ofSeconds(1))
                .expectNextCount(1)
                .thenCancel()
                .verify(LIMIT);
        assertThat(fal.cancelled()).isZero();
    }

    @Test
    void areMergedForASlowViewer() {
        fal.say(
                status("COMPLETED", "a@1"),
                status("COMPLETED", "a@1", "b@2"),
                status("COMPLETED", "a@1", "b@2", "c@3"),
                status("COMPLETED", "a@1", "b@2", "c@3"));

        StepVerifier.withVirtualTime(() -> queue().runWithUpdates("x"), 1)
                .expectNextCount(1)
                .thenAwait(Duration.ofSeconds(5))
                .thenRequest(1)
                .assertNext(update -> has(update, "a", "b", "c"))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void comeOverLogsToo() {
        fal.say(status("COMPLETED", "a@1"), status("COMPLETED", "a@1", "b@2"));

        StepVerifier.withVirtualTime(
                        () -> queue().logs(HANDLE).map(LogLine::message).collectList())
                .thenAwait(Duration.ofSeconds(5))
                .expectNext(List.of("a", "b"))
                .expectComplete()
                .verify(LIMIT);
    }
}
