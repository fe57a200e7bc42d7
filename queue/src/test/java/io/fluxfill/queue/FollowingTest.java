package io.fluxfill.queue;

import static io.fluxfill.queue.FakeFal.options;
import static io.fluxfill.queue.FakeFal.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.TransportException;
import io.fluxfill.queue.QueueUpdate.Completed;
import io.fluxfill.queue.QueueUpdate.Enqueued;
import io.fluxfill.queue.QueueUpdate.InProgress;
import io.fluxfill.queue.QueueUpdate.InQueue;
import io.fluxfill.queue.QueueUpdate.Other;
import io.fluxfill.transport.Call.Operation;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Following in virtual time. */
@ResourceLock("virtual time")
class FollowingTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final RequestHandle HANDLE = new RequestHandle("acme/painter/v1/fill", "r1");

    private final FakeFal fal = new FakeFal();

    private QueueOptions following(PollSchedule schedule) {
        return options().follow(Follow.polling(schedule)).build();
    }

    private List<Long> pollTimes(PollSchedule schedule, boolean listening, Duration service) {
        StepVerifier.withVirtualTime(() -> {
                    fal.statuses = (id, poll) -> status(
                            fal.statusTimes.get(fal.statusTimes.size() - 1) >= service.toMillis()
                                    ? "COMPLETED"
                                    : "IN_PROGRESS");
                    FalQueue<String, Map<?, ?>> queue = fal.queue(following(schedule));
                    return listening
                            ? queue.runWithUpdates("x").then()
                            : queue.run("x").then();
                })
                .thenAwait(Duration.ofMinutes(60))
                .expectComplete()
                .verify(LIMIT);
        return fal.statusTimes;
    }

    @Test
    void pollsAsTheScheduleSays() {
        PollSchedule schedule = PollSchedule.exponential(Duration.ofMillis(500), 1.5, Duration.ofSeconds(5));
        assertThat(pollTimes(schedule, false, Duration.ofSeconds(8)))
                .containsExactly(500L, 1250L, 2375L, 4062L, 6593L, 10390L);
    }

    @Test
    void pollsAtAFixedPace() {
        assertThat(pollTimes(PollSchedule.fixed(Duration.ofMillis(700)), false, Duration.ofSeconds(3)))
                .containsExactly(700L, 1400L, 2100L, 2800L, 3500L);
    }

    @Test
    void pollsInProportionToTheTimeInTheState() {
        PollSchedule schedule = PollSchedule.proportional(0.5, Duration.ofSeconds(1), Duration.ofSeconds(4));
        // First seen running after a second; from then on that time counts.
        assertThat(pollTimes(schedule, false, Duration.ofSeconds(20)))
                .containsExactly(1000L, 2000L, 3000L, 4000L, 5500L, 7750L, 11_125L, 15_125L, 19_125L, 23_125L);
    }

    @Test
    void leavesNoSilenceAboveTwoSecondsWhileSomebodyListens() {
        PollSchedule schedule = PollSchedule.exponential(Duration.ofSeconds(1), 3, Duration.ofMinutes(1));
        assertThat(pollTimes(schedule, true, Duration.ofSeconds(6))).containsExactly(1000L, 3000L, 5000L, 7000L);
    }

    @Test
    void leavesNoSilenceAboveFourMinutesEver() {
        assertThat(pollTimes(PollSchedule.fixed(Duration.ofHours(1)), false, Duration.ofMinutes(7)))
                .containsExactly(240_000L, 480_000L);
    }

    @Test
    void doesNotSpinOnAScheduleThatNeverWaits() {
        assertThat(pollTimes(context -> Duration.ofNanos(1), false, Duration.ofMillis(100)))
                .containsExactly(20L, 40L, 60L, 80L, 100L);
    }

    @Test
    void onlyTheFirstPollMayGoAtOnce() {
        assertThat(pollTimes(context -> Duration.ZERO, false, Duration.ofMillis(100)))
                .containsExactly(0L, 20L, 40L, 60L, 80L, 100L);
    }

    @Test
    void tellsTheScheduleWhatItKnows() {
        List<PollContext> contexts = new ArrayList<>();
        fal.say(
                "{\"status\":\"IN_QUEUE\",\"queue_position\":9}",
                "{\"status\":\"IN_QUEUE\",\"queue_position\":5}",
                status("IN_PROGRESS"),
                status("COMPLETED"));
        StepVerifier.withVirtualTime(() -> fal.queue(following(context -> {
                            contexts.add(context);
                            return Duration.ofSeconds(2);
                        }))
                        .run("x"))
                .thenAwait(Duration.ofSeconds(8))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        Duration two = Duration.ofSeconds(2);
        assertThat(contexts)
                .containsExactly(
                        context(0, QueueStatus.State.IN_QUEUE, Duration.ZERO, Duration.ZERO, null, null),
                        context(1, QueueStatus.State.IN_QUEUE, Duration.ZERO, two, 9, null),
                        context(2, QueueStatus.State.IN_QUEUE, two, two.multipliedBy(2), 5, 2.0),
                        context(3, QueueStatus.State.IN_PROGRESS, Duration.ZERO, two, null, null));
    }

    private static PollContext context(
            int attempt,
            QueueStatus.State state,
            Duration timeInState,
            Duration atMost,
            @Nullable Integer position,
            @Nullable Double positionsPerSecond) {
        return new PollContext(
                HANDLE.endpointId(),
                attempt,
                Duration.ofSeconds(2L * attempt),
                state,
                timeInState,
                atMost,
                position,
                positionsPerSecond,
                false);
    }

    @Test
    void readsRetryAfterAnewInEveryRound() {
        List<String> asked = List.of("3", "1", "7");
        fal.statusHeaders = poll -> poll < 3 ? Map.of("Retry-After", asked.get(poll)) : Map.of();
        fal.say(status("IN_QUEUE"), status("IN_QUEUE"), status("IN_QUEUE"), status("COMPLETED"));
        StepVerifier.withVirtualTime(() -> fal.queue(following(PollSchedule.fixed(Duration.ofSeconds(2))))
                        .run("x"))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.statusTimes).containsExactly(2000L, 5000L, 7000L, 14000L);
    }

    @Test
    void jitterIsAtMostATenthOfASecond() {
        StepVerifier.withVirtualTime(() -> {
                    fal.say(status("IN_QUEUE"), status("COMPLETED"));
                    return fal.queue(options()
                                    .random(() -> 1)
                                    .follow(Follow.polling(PollSchedule.fixed(Duration.ofSeconds(2))))
                                    .build())
                            .run("x");
                })
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.statusTimes).containsExactly(2100L, 4200L);
    }

    @Test
    void reportsChangesOnly() {
        fal.say(
                "{\"status\":\"IN_QUEUE\",\"queue_position\":2}",
                "{\"status\":\"IN_QUEUE\",\"queue_position\":2}",
                "{\"status\":\"IN_QUEUE\",\"queue_position\":0}",
                status("PAUSED"),
                status("IN_PROGRESS", "a"),
                status("IN_PROGRESS", "a"),
                status("IN_PROGRESS", "a", "b"),
                "{\"status\":\"COMPLETED\",\"logs\":[{\"message\":\"c\"}],\"metrics\":{\"inference_time\":1.5}}");
        StepVerifier.withVirtualTime(() -> fal.queue().runWithUpdates("x"))
                .thenAwait(Duration.ofMinutes(1))
                .assertNext(update -> assertThat(update).isEqualTo(new Enqueued<>(HANDLE)))
                .assertNext(update -> assertThat(update).isEqualTo(new InQueue<>(HANDLE, 2, List.of(), 0)))
                .assertNext(update -> assertThat(update).isEqualTo(new InQueue<>(HANDLE, 0, List.of(), 0)))
                .assertNext(update -> assertThat(update).isEqualTo(new Other<>(HANDLE, "PAUSED", List.of(), 0)))
                .assertNext(update -> assertThat(update).isEqualTo(new InProgress<>(HANDLE, lines("a"), 0)))
                .assertNext(update -> assertThat(update).isEqualTo(new InProgress<>(HANDLE, lines("b"), 0)))
                .assertNext(update -> {
                    assertThat(update).isInstanceOf(Completed.class);
                    Completed<Map<?, ?>> completed = (Completed<Map<?, ?>>) update;
                    assertThat(completed.newLogs()).isEqualTo(lines("c"));
                    assertThat(completed.metrics().inferenceTime()).isEqualTo(Duration.ofMillis(1500));
                    assertThat(completed.reply().output().get("answer")).isEqualTo(42);
                })
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.cancels).isEmpty();
    }

    @Test
    void nothingBesideTheStatusCanEndTheFollowing() {
        fal.say(
                "{\"status\":\"IN_PROGRESS\",\"queue_position\":1e30}",
                "{\"status\":\"IN_PROGRESS\",\"queue_position\":\"first\",\"error_type\":{}}",
                "{\"status\":\"IN_PROGRESS\",\"logs\":{\"message\":\"lost\"},\"metrics\":[]}",
                "{\"status\":\"IN_PROGRESS\",\"logs\":[null,\"plain\",7,{\"level\":[]}]}",
                "{\"status\":\"IN_PROGRESS\",\"logs\":[{\"message\":{\"traceback\":\"t\"},\"labels\":[1]}]}",
                "{\"status\":\"COMPLETED\",\"metrics\":{\"inference_time\":\"long\"}}");
        StepVerifier.withVirtualTime(() -> fal.queue()
                        .runWithUpdates("x")
                        .flatMapIterable(QueueUpdate::newLogs)
                        .map(LogLine::message))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext("plain", "7", "", "{traceback=t}")
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.resultCalls).hasValue(1);
    }

    private static List<LogLine> lines(String... messages) {
        return java.util.Arrays.stream(messages)
                .map(message -> new LogLine(message, null, null, null))
                .toList();
    }

    @Test
    void aViewerThatAsksForNothingFindsTheLastStateAllKeptLinesAndTheResult() {
        fal.statuses = (id, poll) -> poll < 10
                ? status(
                        "IN_PROGRESS",
                        IntStream.rangeClosed(0, poll)
                                .mapToObj(i -> "line " + i)
                                .toArray(String[]::new))
                : status("COMPLETED");
        StepVerifier.withVirtualTime(
                        () -> fal.queue(options().keptLogLines(4).build()).runWithUpdates("x"), 0)
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(5))
                .then(() -> assertThat(fal.resultCalls).hasValue(0))
                .thenAwait(Duration.ofSeconds(20))
                .then(() -> assertThat(fal.resultCalls)
                        .as("the result is fetched before it can expire")
                        .hasValue(1))
                .thenRequest(1)
                .assertNext(update -> assertThat(update).isInstanceOf(Enqueued.class))
                .thenRequest(1)
                .assertNext(update -> assertThat(update)
                        .isEqualTo(new InProgress<>(HANDLE, lines("line 6", "line 7", "line 8", "line 9"), 6)))
                .thenRequest(1)
                .assertNext(update -> assertThat(update.isCompleted()).isTrue())
                .expectComplete()
                .verifyThenAssertThat(LIMIT)
                .hasNotDroppedErrors();
        assertThat(fal.cancels).isEmpty();
    }

    @Test
    void aSlowViewerGetsTheLinesBeforeTheErrorThatTheyExplain() {
        fal.say(status("IN_PROGRESS", "a"), status("COMPLETED", "a", "out of memory"));
        fal.failure = (call, n) -> call.operation() == Operation.RESULT ? FakeFal.failed(call) : null;
        StepVerifier.withVirtualTime(() -> fal.queue().runWithUpdates("x"), 1)
                .expectNextCount(1)
                .thenAwait(Duration.ofMinutes(1))
                .thenRequest(1)
                .assertNext(update ->
                        assertThat(update).isEqualTo(new InProgress<>(HANDLE, lines("a", "out of memory"), 0)))
                .expectErrorSatisfies(
                        error -> assertThat(((FalException) error).handle()).isEqualTo(HANDLE))
                .verify(LIMIT);
        assertThat(fal.cancels).as("it ended by itself").isEmpty();
    }

    @Test
    void logsGivesEachLineOfSlidingWindowsOnceAndInOrder() {
        fal.say(
                status("IN_QUEUE"),
                status("IN_PROGRESS", "start@1", "tick@2", "tick@2"),
                status("IN_PROGRESS", "tick@2", "tick@2", "tick@3", "load@3"),
                status("IN_PROGRESS", "tick@3", "load@3", "tick@4"),
                status("IN_PROGRESS", "tick@4"),
                status("COMPLETED", "tick@4", "done@5"));
        StepVerifier.withVirtualTime(
                        () -> fal.queue().logs(HANDLE).map(line -> line.message() + "@" + line.timestamp()))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext("start@1", "tick@2", "tick@2", "tick@3", "load@3", "tick@4", "done@5")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void watchAsksAtOnceAndCancellingItCancelsNothingAtFal() {
        fal.say(status("IN_PROGRESS", "a"));
        StepVerifier.withVirtualTime(() -> fal.queue().watch(HANDLE))
                .assertNext(update -> assertThat(update).isEqualTo(new InProgress<>(HANDLE, lines("a"), 0)))
                .thenAwait(Duration.ofSeconds(10))
                .thenCancel()
                .verify(LIMIT);
        assertThat(fal.accepted).hasValue(0);
        assertThat(fal.cancels).isEmpty();
    }

    @Test
    void cancellingAnOwnedRequestCancelsItAtFalOnce() {
        fal.say(status("IN_PROGRESS"));
        StepVerifier.withVirtualTime(() -> fal.queue().run("x").contextWrite(context -> context.put("who", "ada")))
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(10))
                .thenCancel()
                .verify(LIMIT);
        assertThat(fal.cancels).hasSize(1);
        assertThat(fal.cancels.get("r1")).hasValue(1);
        assertThat(fal.contexts).as("the caller's context reaches every call").containsOnly("ada");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\u0000',
            value = {
                "200,{\"status\":\"OK\"},CANCELLED",
                "200,{\"success\":true},CANCELLED",
                "202,{\"status\":\"CANCELLATION_REQUESTED\"},CANCELLATION_REQUESTED",
                "202,,CANCELLATION_REQUESTED",
                "400,{\"status\":\"ALREADY_COMPLETED\"},ALREADY_COMPLETED",
                "200,{\"status\":\"ALREADY_COMPLETED\"},ALREADY_COMPLETED",
                "400,{\"detail\":\"Request is completed\"},ALREADY_COMPLETED",
                "400,,ALREADY_COMPLETED",
                "404,{\"status\":\"NOT_FOUND\"},NOT_FOUND",
                "404,{\"detail\":\"Request not found\"},NOT_FOUND",
                "404,,NOT_FOUND"
            })
    void readsWhatBecameOfACancel(int status, @Nullable String body, CancelOutcome outcome) {
        fal.cancelStatus = status;
        fal.cancelAnswer = body == null ? "" : body;
        StepVerifier.create(fal.queue().cancel(HANDLE))
                .expectNext(outcome)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void leavesItRunningIfToldSo() {
        fal.say(status("IN_PROGRESS"));
        StepVerifier.withVirtualTime(() -> fal.queue(
                                options().onAbandon(OnAbandon.LEAVE_RUNNING).build())
                        .run("x"))
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(10))
                .thenCancel()
                .verify(LIMIT);
        assertThat(fal.cancels).isEmpty();
    }

    @Test
    void cancelsOnlyWhatStillWaitsIfToldSo() {
        QueueOptions options = options().onAbandon(OnAbandon.CANCEL_IF_QUEUED).build();
        fal.say(status("IN_QUEUE"));
        StepVerifier.withVirtualTime(() -> fal.queue(options).run("x"))
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(10))
                .thenCancel()
                .verify(LIMIT);
        assertThat(fal.cancels).hasSize(1);

        fal.cancels.clear();
        fal.say(status("IN_PROGRESS"));
        StepVerifier.withVirtualTime(() -> fal.queue(options).run("x"))
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(10))
                .thenCancel()
                .verify(LIMIT);
        assertThat(fal.cancels).isEmpty();
    }

    @Test
    void aDeadlineEndsTheWaitAndCancelsAtFal() {
        fal.say(status("IN_PROGRESS"));
        StepVerifier.withVirtualTime(() -> fal.queue(
                                options().deadline(Duration.ofSeconds(30)).build())
                        .run("x"))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(29_999))
                .thenAwait(Duration.ofMillis(1))
                .expectErrorSatisfies(error -> {
                    assertThat(error)
                            .isInstanceOf(DeadlineExceededException.class)
                            .hasMessageContaining("PT30S");
                    assertThat(((FalException) error).handle()).isEqualTo(HANDLE);
                    assertThat(((FalException) error).isSafeToResubmit()).isFalse();
                })
                .verify(LIMIT);
        assertThat(fal.cancels.get("r1")).hasValue(1);
    }

    @Test
    void aDeadlineCancelsAtFalAlthoughTheViewerAsksForNothing() {
        fal.say(status("IN_PROGRESS"));
        StepVerifier.withVirtualTime(
                        () -> fal.queue(options()
                                        .deadline(Duration.ofSeconds(30))
                                        .build())
                                .runWithUpdates("x"),
                        0)
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(30))
                .then(() -> assertThat(fal.cancels).containsOnlyKeys("r1"))
                .thenRequest(2)
                .expectNextCount(2)
                .expectError(DeadlineExceededException.class)
                .verify(LIMIT);
        assertThat(fal.cancels.get("r1")).hasValue(1);
    }

    @Test
    void aDeadlineOfForEverNeverPasses() {
        StepVerifier.withVirtualTime(() -> fal.queue(options()
                                .deadline(ChronoUnit.FOREVER.getDuration())
                                .build())
                        .run("x"))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aDeadlineNeverCutsTheFetchOfAResult() {
        fal.say(status("COMPLETED"));
        fal.latency = call -> call.operation() == Operation.RESULT ? Duration.ofMinutes(5) : Duration.ZERO;
        StepVerifier.withVirtualTime(() -> fal.queue(
                                options().deadline(Duration.ofSeconds(30)).build())
                        .run("x"))
                .thenAwait(Duration.ofMinutes(6))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aDeadlineDuringTheSubmitLetsItFinishAndCancelsWhatItMade() {
        fal.latency = call -> call.operation() == Operation.SUBMIT ? Duration.ofSeconds(20) : Duration.ZERO;
        StepVerifier.withVirtualTime(() -> fal.queue(
                                options().deadline(Duration.ofSeconds(5)).build())
                        .run("x"))
                .thenAwait(Duration.ofSeconds(5))
                .expectErrorSatisfies(error ->
                        assertThat(((FalException) error).isSafeToResubmit()).isFalse())
                .verify(LIMIT);
    }

    @Test
    void whenFollowingGivesUpTheRequestIsLeftAndTheErrorHasItsHandle() {
        fal.failure = (call, n) -> call.operation() == Operation.STATUS
                ? new TransportException("gone", true, FalException.Origin.of(HANDLE), null)
                : null;
        StepVerifier.withVirtualTime(() -> fal.queue().run("x"))
                .thenAwait(Duration.ofMinutes(1))
                .expectErrorSatisfies(
                        error -> assertThat(((FalException) error).handle()).isEqualTo(HANDLE))
                .verify(LIMIT);
        assertThat(fal.cancels).isEmpty();
    }

    @Test
    void aScheduleThatFailsLosesNoHandle() {
        List<PollSchedule> broken = List.of(
                context -> {
                    throw new IllegalStateException("no idea");
                },
                FollowingTest::noWait);
        for (PollSchedule schedule : broken) {
            StepVerifier.withVirtualTime(() -> fal.queue(following(schedule)).run("x"))
                    .thenAwait(Duration.ofMinutes(1))
                    .expectErrorSatisfies(error -> {
                        assertThat(error).isInstanceOf(TransportException.class);
                        assertThat(((FalException) error).handle()).isNotNull();
                        assertThat(((FalException) error).isSafeToResubmit()).isFalse();
                    })
                    .verify(LIMIT);
        }
        StepVerifier.withVirtualTime(() ->
                        fal.queue(following(broken.get(0))).runAll(Flux.just("x"), input -> input, FanOut.defaults()))
                .thenAwait(Duration.ofMinutes(1))
                .assertNext(outcome -> assertThat(outcome.handle()).isNotNull())
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.accepted).hasValue(3);
        assertThat(fal.cancels).isEmpty();
    }

    @SuppressWarnings({"NullAway", "UnusedVariable"})
    private static Duration noWait(PollContext context) {
        return null;
    }

    @Test
    void aRequestThatFailedIsNotCancelled() {
        fal.failure = (call, n) -> call.operation() == Operation.RESULT ? FakeFal.failed(call) : null;
        StepVerifier.withVirtualTime(() -> fal.queue().run("x"))
                .thenAwait(Duration.ofMinutes(1))
                .expectError(RequestFailedException.class)
                .verify(LIMIT);
        assertThat(fal.cancels).isEmpty();
    }

    @Test
    void eachSubscriptionIsARequestOfItsOwn() {
        var run =
                fal.queue(following(PollSchedule.fixed(Duration.ofMillis(20)))).run("x");
        assertThat(fal.accepted).hasValue(0);
        StepVerifier.create(run.then(run)).expectNextCount(1).expectComplete().verify(LIMIT);
        assertThat(fal.accepted).hasValue(2);
    }

    @Test
    void refusesAHandleOfAnotherEndpointBeforeAnythingIsSent() {
        RequestHandle other = new RequestHandle("acme/painter/v2", "r1");
        assertThatIllegalArgumentException().isThrownBy(() -> fal.queue().watch(other));
        assertThatIllegalArgumentException().isThrownBy(() -> fal.queue().cancel(other));
        assertThat(fal.contexts).isEmpty();
    }

    @Test
    void nullIsRefusedBeforeAnythingIsBought() {
        assertThatNullPointerException().isThrownBy(() -> fal.queue().run(nothing()));
        assertThatNullPointerException().isThrownBy(() -> fal.queue().submit(nothing()));
        assertThatNullPointerException().isThrownBy(() -> options().onAbandon(nothing()));
        assertThatNullPointerException().isThrownBy(() -> Follow.polling(nothing()));
        assertThatNullPointerException().isThrownBy(() -> FanOut.maxInFlight(1).onEnqueued(nothing()));
        assertThat(fal.contexts).isEmpty();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what code without null checks may pass
    private static <T> T nothing() {
        return null;
    }
}
