package io.fluxfill.queue;

import static io.fluxfill.queue.FakeFal.event;
import static io.fluxfill.queue.FakeFal.options;
import static io.fluxfill.queue.FakeFal.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.ServerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Streams in virtual time. */
@ResourceLock("virtual time")
class StreamingTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final RequestHandle HANDLE = new RequestHandle("acme/painter/v1/fill", "r1");

    private final FakeFal fal = new FakeFal();
    private final PollSchedule everySecond = PollSchedule.fixed(Duration.ofSeconds(1));

    private FalQueue<String, Map<?, ?>> streaming() {
        return fal.queue(options().follow(Follow.streaming(everySecond)).build());
    }

    /** What each update says: its case, and its lines. */
    private static String brief(QueueUpdate<?> update) {
        return update.getClass().getSimpleName()
                + update.newLogs().stream().map(LogLine::message).collect(Collectors.joining(",", "[", "]"));
    }

    private List<String> updates() {
        List<String> seen = new ArrayList<>();
        StepVerifier.withVirtualTime(() -> streaming().runWithUpdates("x").doOnNext(update -> seen.add(brief(update))))
                .thenAwait(Duration.ofMinutes(20))
                .thenConsumeWhile(update -> true)
                .expectComplete()
                .verify(LIMIT);
        return seen;
    }

    private static Flux<ServerEvent> after(Duration wait, Flux<ServerEvent> events) {
        return Mono.delay(wait).thenMany(events);
    }

    private static TransportException broken() {
        return new TransportException("it broke", true, Origin.of(HANDLE), null);
    }

    @Test
    void aStreamTakesThreeRequests() {
        fal.streams = (call, ordinal) -> Flux.just(
                event(status("IN_QUEUE")),
                event(status("IN_PROGRESS", "one")),
                event(status("IN_PROGRESS", "two")),
                event(status("COMPLETED", "three")));

        assertThat(updates())
                .containsExactly("Enqueued[]", "InQueue[]", "InProgress[one]", "InProgress[two]", "Completed[three]");
        assertThat(fal.streamCalls).hasValue(1);
        assertThat(fal.statusCalls).hasValue(0);
        assertThat(fal.resultCalls).hasValue(1);
        assertThat(fal.streamAddresses).containsExactly("/acme/painter/requests/r1/status/stream?logs=1");
    }

    @Test
    void whoWantsTheResultAloneAsksForNoLines() {
        fal.streams = (call, ordinal) -> Flux.just(event(status("COMPLETED")));

        StepVerifier.create(streaming().run("x")).expectNextCount(1).verifyComplete();
        assertThat(fal.streamAddresses).containsExactly("/acme/painter/requests/r1/status/stream");
    }

    @Test
    void aStreamThatIsCutGoesOnWithoutLosingOrRepeatingALine() {
        fal.streams = (call, ordinal) -> ordinal == 0
                ? Flux.concat(
                        Flux.just(event(status("IN_PROGRESS", "a@1")), event(status("IN_PROGRESS", "b@2"))),
                        Flux.error(broken()))
                : Flux.just(event(status("IN_PROGRESS", "c@3", "d@4")), event(status("COMPLETED", "e@5")));
        // Between the two it is asked for, and the answer shows the window.
        fal.say(status("IN_PROGRESS", "a@1", "b@2", "c@3"));

        assertThat(updates())
                .containsExactly(
                        "Enqueued[]",
                        "InProgress[a]",
                        "InProgress[b]",
                        "InProgress[c]",
                        "InProgress[d]",
                        "Completed[e]");
        assertThat(fal.streamCalls).hasValue(2);
        assertThat(fal.statusCalls).hasValue(1);
    }

    @Test
    void whatCompletedWhileItsStreamWasCutIsSeenByAsking() {
        fal.streams = (call, ordinal) -> Flux.just(event(status("IN_PROGRESS")));
        fal.say(status("COMPLETED", "last"));

        assertThat(updates()).containsExactly("Enqueued[]", "InProgress[]", "Completed[last]");
        assertThat(fal.streamCalls).hasValue(1);
        assertThat(fal.statusCalls).hasValue(1);
    }

    @Test
    void aStreamThatBreaksAgainAndAgainIsPolledInTheEnd() {
        fal.streams = (call, ordinal) -> Flux.just(event(status("IN_PROGRESS")));
        fal.statuses = (id, poll) -> status(poll < 5 ? "IN_PROGRESS" : "COMPLETED");

        StepVerifier.withVirtualTime(() -> streaming().run("x"))
                // Pauses of 250 ms, 500 ms and 1 s, then polls at once and every second.
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(3_749))
                .thenAwait(Duration.ofMillis(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.streamCalls).hasValue(4);
        assertThat(fal.statusTimes.stream().map(time -> time - fal.statusTimes.get(0)))
                .containsExactly(0L, 500L, 1_500L, 1_500L, 2_500L, 3_500L);
    }

    @Test
    void aStreamThatWorkedForLongIsOpenedAgainHoweverOften() {
        fal.streams = (call, ordinal) -> ordinal < 10
                ? Flux.concat(
                        Flux.just(event(status("IN_PROGRESS"))), after(Duration.ofSeconds(60), Flux.error(broken())))
                : Flux.just(event(status("COMPLETED")));
        fal.say(status("IN_PROGRESS"));

        assertThat(updates()).containsExactly("Enqueued[]", "InProgress[]", "Completed[]");
        assertThat(fal.streamCalls).hasValue(11);
        assertThat(fal.statusCalls).hasValue(10);
    }

    @Test
    void aStreamThatOnlyBeatsIsLookedBeside() {
        fal.streams =
                (call, ordinal) -> Flux.concat(Flux.just(event(status("IN_PROGRESS"))), Flux.<ServerEvent>never());
        fal.say(status("COMPLETED", "last"));

        StepVerifier.withVirtualTime(() -> streaming().run("x"))
                .expectSubscription()
                .expectNoEvent(Duration.ofMinutes(4).plusMillis(249))
                .thenAwait(Duration.ofMillis(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.streamCalls).hasValue(1);
        assertThat(fal.statusCalls).hasValue(1);
    }

    @Test
    void aStreamThatIsRefusedIsPolledAtOnce() {
        fal.streams = (call, ordinal) -> Flux.error(FakeFal.failed(call));
        fal.statuses = (id, poll) -> status(poll < 1 ? "IN_PROGRESS" : "COMPLETED");

        StepVerifier.withVirtualTime(() -> streaming().run("x"))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(999))
                .thenAwait(Duration.ofMillis(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.streamCalls).hasValue(1);
    }

    @Test
    void whatIsNoStatusIsPolled() {
        fal.streams = (call, ordinal) -> Flux.just(event("<html>"));

        assertThat(updates()).containsExactly("Enqueued[]", "Completed[]");
        assertThat(fal.statusCalls).hasValue(1);
    }

    @Test
    void anErrorOfThePollIsTheCallers() {
        fal.streams = (call, ordinal) -> Flux.error(FakeFal.failed(call));
        AuthenticationException refused = new AuthenticationException("no", Origin.of(HANDLE), null);
        fal.failure = (call, ordinal) -> call.operation() == Call.Operation.STATUS ? refused : null;

        StepVerifier.create(streaming().run("x"))
                .verifyErrorSatisfies(error -> assertThat(error).isSameAs(refused));
        assertThat(fal.cancelled()).isZero();
    }

    @Test
    void aClosedClientIsNotPolled() {
        fal.streams = (call, ordinal) -> Flux.error(new ClientClosedException("closed", Origin.of(HANDLE), null));

        StepVerifier.create(streaming().run("x")).verifyError(ClientClosedException.class);
        assertThat(fal.statusCalls).hasValue(0);
    }

    @Test
    void whatHasNoRoomForAStreamIsPolledAsItsScheduleSays() {
        fal.streams = (call, ordinal) -> call.onlyIfRoom()
                ? Flux.error(new TransportException("no room", false, Origin.of(HANDLE), null))
                : Flux.error(new AssertionError("it does not wait"));
        FalQueue<String, Map<?, ?>> queue =
                fal.queue(options().follow(Follow.automatic(everySecond)).build());

        StepVerifier.withVirtualTime(() -> queue.run("x"))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(999))
                .thenAwait(Duration.ofMillis(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.statusCalls).hasValue(1);
    }

    @Test
    void aWatcherWithoutRoomForAStreamAsksAtOnceAndKnowsNothingOfTheTimeBefore() {
        List<PollContext> contexts = new ArrayList<>();
        fal.streams = (call, ordinal) -> Flux.error(new TransportException("no room", false, Origin.of(HANDLE), null));
        fal.say(status("IN_PROGRESS"), status("COMPLETED"));
        FalQueue<String, Map<?, ?>> queue = fal.queue(options()
                .follow(Follow.automatic(context -> {
                    contexts.add(context);
                    return Duration.ofSeconds(1);
                }))
                .build());

        StepVerifier.withVirtualTime(() -> queue.watch(HANDLE).map(StreamingTest::brief))
                .expectSubscription()
                .expectNext("InProgress[]")
                .thenAwait(Duration.ofSeconds(1))
                .expectNext("Completed[]")
                .expectComplete()
                .verify(LIMIT);
        assertThat(contexts).singleElement().satisfies(context -> {
            assertThat(context.attempt()).isOne();
            assertThat(context.timeInStateAtMost()).isNull();
        });
    }

    @Test
    void whatIsPolledAfterItsStreamIsNotTakenForJustSubmitted() {
        List<PollContext> contexts = new ArrayList<>();
        fal.streams = (call, ordinal) -> ordinal == 0
                ? Flux.concat(
                        Flux.just(event(status("IN_PROGRESS"))), after(Duration.ofSeconds(60), Flux.error(broken())))
                : Flux.error(new TransportException("no room", false, Origin.of(HANDLE), null));
        fal.statuses = (id, poll) -> status(poll < 3 ? "IN_PROGRESS" : "COMPLETED");
        FalQueue<String, Map<?, ?>> queue = fal.queue(options()
                .follow(Follow.automatic(context -> {
                    contexts.add(context);
                    return Duration.ofSeconds(1);
                }))
                .build());

        StepVerifier.withVirtualTime(() -> queue.run("x"))
                .thenAwait(Duration.ofMinutes(2))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(contexts)
                .isNotEmpty()
                .allSatisfy(context -> assertThat(context.timeInStateAtMost()).isNull());
    }

    @Test
    void leavingClosesTheStreamAndCancelsTheRequest() {
        List<String> left = new ArrayList<>();
        fal.streams = (call, ordinal) -> Flux.concat(Flux.just(event(status("IN_PROGRESS"))), Flux.<ServerEvent>never())
                .doOnCancel(() -> left.add("stream"));

        StepVerifier.create(streaming().runWithUpdates("x"))
                .expectNextCount(2)
                .thenCancel()
                .verify(LIMIT);
        assertThat(left).containsExactly("stream");
        assertThat(fal.cancelled()).isEqualTo(1);
    }

    @Test
    void watchingAndLogsStreamToo() {
        fal.streams = (call, ordinal) -> Flux.just(
                event(status("IN_PROGRESS", "one@1", "two@2")), event(status("COMPLETED", "two@2", "three@3")));

        StepVerifier.create(streaming().logs(HANDLE).map(LogLine::message))
                .expectNext("one", "two", "three")
                .verifyComplete();
        StepVerifier.create(streaming().watch(HANDLE).map(StreamingTest::brief))
                .expectNext("InProgress[one,two]", "Completed[three]")
                .verifyComplete();
        assertThat(fal.statusCalls).hasValue(0);
        assertThat(fal.cancelled()).isZero();
    }

    @Test
    void aSlowViewerDoesNotStopTheStream() {
        fal.streams = (call, ordinal) -> Flux.range(0, 1_000)
                .map(i -> event(status("IN_PROGRESS", "line" + i + "@" + i)))
                .concatWith(Flux.just(event(status("COMPLETED"))));

        StepVerifier.create(streaming().runWithUpdates("x").map(StreamingTest::brief), 0)
                .expectSubscription()
                .then(() -> assertThat(fal.resultCalls).hasValue(1))
                .thenRequest(1)
                .expectNext("Enqueued[]")
                .thenRequest(1)
                .assertNext(update -> assertThat(update).contains("line0,").contains("line999"))
                .thenRequest(1)
                .expectNext("Completed[]")
                .verifyComplete();
    }

    @Test
    void anErrorThatTheResultSaysIsNoBrokenStream() {
        fal.streams = (call, ordinal) -> Flux.just(event(status("COMPLETED", "why")));
        fal.failure = (call, ordinal) -> call.operation() == Call.Operation.RESULT ? FakeFal.failed(call) : null;

        StepVerifier.create(streaming().runWithUpdates("x").map(StreamingTest::brief))
                .expectNext("Enqueued[]", "InProgress[why]")
                .verifyError(RequestFailedException.class);
        assertThat(fal.streamCalls).hasValue(1);
        assertThat(fal.statusCalls).hasValue(0);
    }
}
