package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.metrics.ClientMetrics;
import io.fluxfill.transport.Call.Operation;
import io.fluxfill.transport.ServerEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What the metrics learn of requests. */
@ResourceLock("virtual time")
class FollowFiguresTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final RequestHandle HANDLE = new RequestHandle("acme/painter/v1/fill", "r1");
    private static final String QUEUED = FakeFal.status("IN_QUEUE");
    private static final String RUNNING = FakeFal.status("IN_PROGRESS");
    private static final String DONE = FakeFal.status("COMPLETED");

    private final FakeFal fal = new FakeFal();
    private final List<String> counted = new CopyOnWriteArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final FalClient client = client(new ClientMetrics() {
        @Override
        public void requestAccepted() {
            counted.add("accepted");
            inFlight.incrementAndGet();
        }

        @Override
        public void requestLeft() {
            counted.add("left");
            inFlight.decrementAndGet();
        }

        @Override
        public void requestStarted(Duration wait) {
            counted.add("waited " + wait.toMillis());
        }

        @Override
        public void requestRan(Duration runTime) {
            counted.add("ran " + runTime.toMillis());
        }

        @Override
        public void completionPolled(Duration atMost) {
            counted.add("lag " + atMost.toMillis());
        }

        @Override
        public void statusPolled(String status) {
            counted.add(status);
        }

        @Override
        public void requestFollowed(int polls, long bytes) {
            counted.add(polls + " polls, " + bytes + " bytes");
        }

        @Override
        public void logLinesSeen(int lines) {
            counted.add(lines + " lines");
            throw new IllegalStateException("a meter is broken");
        }
    });

    private FalClient client(ClientMetrics metrics) {
        return FalClient.builder()
                .options(ClientOptions.builder().apiKey(ApiKey.of("id:secret")).build())
                .transport(fal)
                .metrics(metrics)
                .build();
    }

    private FalQueue<String, Map<?, ?>> queue() {
        return queue(FakeFal.options());
    }

    private FalQueue<String, Map<?, ?>> queue(QueueOptions.Builder options) {
        return FalQueue.create(client, FakeFal.ENDPOINT, options.build());
    }

    private static void runs(Supplier<Publisher<?>> work) {
        StepVerifier.withVirtualTime(() -> Flux.from(work.get()).then())
                .thenAwait(Duration.ofMinutes(1))
                .expectComplete()
                .verify(LIMIT);
    }

    private static int length(String... documents) {
        return String.join("", documents).getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void aRequestIsMeasuredFromItsAcceptanceToItsResult() {
        fal.say(QUEUED, QUEUED, RUNNING, RUNNING, RUNNING, DONE);
        runs(() -> queue().run("x"));
        assertThat(counted)
                .containsExactly(
                        "accepted",
                        "in_queue",
                        "in_queue",
                        "in_progress",
                        "waited 3000",
                        "in_progress",
                        "in_progress",
                        "completed",
                        "ran 3000",
                        "lag 1000",
                        "6 polls, " + length(QUEUED, QUEUED, RUNNING, RUNNING, RUNNING, DONE) + " bytes",
                        "left");
    }

    @Test
    void whatFalSaysOfTheRunTimeCounts() {
        fal.say(QUEUED, RUNNING, "{\"status\":\"COMPLETED\",\"metrics\":{\"inference_time\":0.25}}");
        runs(() -> queue().run("x"));
        assertThat(counted).contains("waited 2000", "ran 250").doesNotContain("ran 1000");
    }

    @Test
    void whatIsOverBeforeItIsSeenHasWaitedForTheRest() {
        fal.say(QUEUED, "{\"status\":\"COMPLETED\",\"metrics\":{\"inference_time\":0.5}}");
        runs(() -> queue().run("x"));
        assertThat(counted).contains("waited 1500", "ran 500", "lag 1000");
    }

    @Test
    void whatNobodyCanTellIsNotTold() {
        fal.say("{\"status\":\"COMPLETED\",\"metrics\":{\"inference_time\":-7}}");
        runs(() -> queue().run("x"));
        assertThat(counted)
                .containsSubsequence("completed", "lag 1000")
                .noneMatch(told -> told.matches("(ran|waited).*"));
    }

    @Test
    void aRunTimeThatIsLongerThanTheWholeIsNoNegativeWait() {
        fal.say("{\"status\":\"COMPLETED\",\"metrics\":{\"inference_time\":3600}}");
        runs(() -> queue().run("x"));
        assertThat(counted).contains("waited 0", "ran 3600000");
    }

    @Test
    void logLinesAreCountedOnceAndOnlyOfThoseWhoListen() {
        fal.say(
                FakeFal.status("IN_PROGRESS", "a@1"),
                FakeFal.status("IN_PROGRESS", "a@1", "b@2"),
                FakeFal.status("COMPLETED", "a@1", "b@2", "c@3"));
        runs(() -> queue().runWithUpdates("x"));
        assertThat(counted).contains("3 lines");
        counted.clear();
        fal.say(DONE);
        runs(() -> queue().run("x"));
        assertThat(counted).isNotEmpty().noneMatch(told -> told.endsWith("lines"));
    }

    @Test
    void aStreamIsMeasuredWithoutPollsAndWithoutLag() {
        String umlaut = "{\"status\":\"IN_PROGRESS\",\"logs\":[{\"message\":\"\u00e4 \u20ac \ud83c\udfa8\"}]}";
        fal.streams = (call, ordinal) -> Flux.concat(
                event(QUEUED),
                event(umlaut).delaySubscription(Duration.ofSeconds(2)),
                event(DONE).delaySubscription(Duration.ofSeconds(8)));
        runs(() -> queue(FakeFal.options().follow(Follow.streaming())).runWithUpdates("x"));
        assertThat(counted)
                .containsExactly(
                        "accepted",
                        "waited 2000",
                        "ran 8000",
                        "left",
                        "0 polls, " + length(QUEUED, umlaut, DONE) + " bytes",
                        "1 lines");
    }

    private static Flux<ServerEvent> event(String data) {
        return Flux.just(new ServerEvent("message", data, null));
    }

    @Test
    void whatFallsBackToPollingHasALagAgain() {
        fal.streams = (call, ordinal) -> event(RUNNING)
                .concatWith(Mono.error(new AssertionError("refused")))
                .delaySequence(Duration.ofSeconds(1));
        fal.say(DONE);
        runs(() -> queue(FakeFal.options().follow(Follow.streaming(PollSchedule.fixed(Duration.ofSeconds(1)))))
                .run("x"));
        assertThat(counted).contains("completed").anyMatch(told -> told.startsWith("lag "));
        assertThat(counted).contains("1 polls, " + length(RUNNING, DONE) + " bytes");
    }

    @Test
    void whoWatchesCountsPollsAlone() {
        fal.say(RUNNING, DONE);
        runs(() -> queue().watch(HANDLE));
        runs(() -> queue().logs(HANDLE));
        assertThat(counted).containsExactly("in_progress", "completed", "completed");
        counted.clear();
        runs(() -> queue().status(HANDLE));
        assertThat(counted).isEmpty();
    }

    @Test
    void whoLeavesIsFollowedNoMore() {
        fal.say(RUNNING);
        StepVerifier.withVirtualTime(() -> queue().run("x"))
                .thenAwait(Duration.ofSeconds(2))
                .then(() -> assertThat(inFlight).hasValue(1))
                .thenCancel()
                .verify(LIMIT);
        assertThat(counted).contains("left", "2 polls, " + 2 * length(RUNNING) + " bytes");
        assertThat(inFlight).hasValue(0);
    }

    @Test
    void whatFailsIsMeasuredToo() {
        fal.say(RUNNING, DONE);
        fal.failure = (call, ordinal) -> call.operation() == Operation.RESULT ? FakeFal.failed(call) : null;
        runs(() -> queue().run("x").onErrorComplete());
        assertThat(counted).contains("waited 1000", "ran 1000", "left");
        assertThat(inFlight).hasValue(0);
    }

    @Test
    void whatIsHandedOverWasInFlightUntilThen() {
        runs(() -> queue().submit("x"));
        assertThat(counted).containsExactly("accepted", "left");
    }

    @Test
    void twoSubscriptionsAreTwoRequests() {
        fal.say(DONE);
        Supplier<FalQueue<String, Map<?, ?>>> queue = this::queue;
        runs(() -> {
            Mono<?> run = queue.get().run("x");
            return run.then(run);
        });
        assertThat(counted).filteredOn("accepted"::equals).hasSize(2);
        assertThat(counted).filteredOn(told -> told.startsWith("1 polls")).hasSize(2);
    }

    @Test
    void withoutMetricsNothingIsDone() {
        fal.say(RUNNING, DONE);
        FalQueue<String, Map<?, ?>> plain = FalQueue.create(
                fal.client(), FakeFal.ENDPOINT, FakeFal.options().build());
        runs(() -> plain.run("x"));
        FollowFigures figures =
                new FollowFigures(ClientMetrics.NONE, FakeFal.options().build().timer(), true);
        Flux<QueueStatus> statuses = Flux.never();
        assertThat(figures.observed(statuses)).isSameAs(statuses);
        assertThat(figures.untilEnd(statuses, true)).isSameAs(statuses);
    }
}
