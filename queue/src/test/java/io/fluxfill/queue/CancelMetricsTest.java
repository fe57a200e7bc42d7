package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.metrics.CancelReason;
import io.fluxfill.metrics.ClientMetrics;
import io.fluxfill.transport.Call.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

@ResourceLock("virtual time")
class CancelMetricsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final RequestHandle HANDLE = new RequestHandle("acme/painter/v1/fill", "r1");

    private final FakeFal fal = new FakeFal();
    private final List<String> counted = new CopyOnWriteArrayList<>();
    private final FalClient client = FalClient.builder()
            .options(ClientOptions.builder().apiKey(ApiKey.of("id:secret")).build())
            .transport(fal)
            .metrics(new ClientMetrics() {
                @Override
                public void cancelSent(CancelReason reason) {
                    counted.add("sent " + reason.word());
                    throw new IllegalStateException("a meter is broken");
                }

                @Override
                public void cancelFailed(CancelReason reason) {
                    counted.add("failed " + reason.word());
                }
            })
            .build();

    private FalQueue<String, Map<?, ?>> queue(QueueOptions.Builder options) {
        return FalQueue.create(client, FakeFal.ENDPOINT, options.build());
    }

    private void leaveWhileItIsQueued(OnAbandon onAbandon) {
        fal.say(FakeFal.status("IN_QUEUE"));
        StepVerifier.withVirtualTime(
                        () -> queue(FakeFal.options().onAbandon(onAbandon)).run("x"))
                .thenAwait(Duration.ofSeconds(3))
                .thenCancel()
                .verify(LIMIT);
    }

    @Test
    void whoLeavesIsCounted() {
        leaveWhileItIsQueued(OnAbandon.CANCEL);
        assertThat(counted).containsExactly("sent abandoned");
        assertThat(fal.cancelled()).isEqualTo(1);
    }

    @Test
    void aCancelThatFailsIsCountedToo() {
        fal.failure = (call, ordinal) -> call.operation() == Operation.CANCEL ? FakeFal.failed(call) : null;
        leaveWhileItIsQueued(OnAbandon.CANCEL);
        assertThat(counted).containsExactly("sent abandoned", "failed abandoned");
    }

    @Test
    void whatIsLeftRunningIsNotCancelled() {
        leaveWhileItIsQueued(OnAbandon.LEAVE_RUNNING);
        assertThat(counted).isEmpty();
    }

    @Test
    void aDeadlineIsCountedAsOne() {
        fal.say(FakeFal.status("IN_QUEUE"));
        StepVerifier.withVirtualTime(() ->
                        queue(FakeFal.options().deadline(Duration.ofSeconds(3))).run("x"))
                .thenAwait(Duration.ofSeconds(3))
                .expectError(DeadlineExceededException.class)
                .verify(LIMIT);
        assertThat(counted).containsExactly("sent deadline");
    }

    @Test
    void whoAsksForItIsCountedPerSubscription() {
        var cancel = queue(FakeFal.options()).cancel(HANDLE);
        assertThat(counted).isEmpty();
        for (int i = 0; i < 2; i++) {
            StepVerifier.create(cancel).expectNextCount(1).expectComplete().verify(LIMIT);
        }
        assertThat(counted).containsExactly("sent explicit", "sent explicit");
    }

    @Test
    void aCancelThatGetsNoAnswerIsOneWarningThatNamesTheRequest() {
        Logger logger = (Logger) LoggerFactory.getLogger("fluxfill.cancel");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        fal.latency = call -> call.operation() == Operation.CANCEL ? Duration.ofHours(1) : Duration.ZERO;
        fal.say(FakeFal.status("IN_QUEUE"));
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            Disposable caller = queue(FakeFal.options()).run("x").subscribe();
            time.advanceTimeBy(Duration.ofSeconds(3));
            caller.dispose();
            time.advanceTimeBy(Duration.ofSeconds(5));
        } finally {
            VirtualTimeScheduler.reset();
            logger.detachAppender(lines);
        }
        assertThat(counted).containsExactly("sent abandoned", "failed abandoned");
        assertThat(client.compensations().running()).isZero();
        assertThat(lines.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .hasSize(1)
                .first()
                .satisfies(line -> {
                    assertThat(line.getLevel()).isEqualTo(Level.WARN);
                    assertThat(line.getFormattedMessage())
                            .contains("acme/painter/v1/fill r")
                            .contains("may run on")
                            .contains("no answer within 5 s");
                });
    }
}
