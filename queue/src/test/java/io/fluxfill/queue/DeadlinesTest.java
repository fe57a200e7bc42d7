package io.fluxfill.queue;

import static io.fluxfill.queue.FakeFal.options;
import static io.fluxfill.queue.FakeFal.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxfill.SubmitOptions;
import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.error.DeadlineExceededException.Deadline;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** The deadlines of the phases, in virtual time. */
@ResourceLock("virtual time")
class DeadlinesTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FakeFal fal = new FakeFal();

    private Mono<?> run(UnaryOperator<QueueOptions.Builder> options) {
        return fal.queue(options.apply(options()).build()).run("x");
    }

    private static long now() {
        return Schedulers.parallel().now(TimeUnit.MILLISECONDS);
    }

    private static void isOf(Throwable error, Deadline deadline, String... words) {
        assertThat(error).isInstanceOf(DeadlineExceededException.class);
        for (String word : words) {
            assertThat(error).hasMessageContaining(word);
        }
        DeadlineExceededException late = (DeadlineExceededException) error;
        assertThat(late.deadline()).isEqualTo(deadline);
        assertThat(late.handle()).isNotNull();
        assertThat(late.isSafeToResubmit()).isFalse();
    }

    @Test
    void whatWaitsTooLongInTheQueueIsCancelled() {
        fal.say(status("IN_QUEUE"));

        StepVerifier.withVirtualTime(() -> run(options -> options.maxQueueWait(Duration.ofMillis(10_500))))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(10_499))
                .thenAwait(Duration.ofMillis(1))
                .verifyErrorSatisfies(error -> isOf(error, Deadline.QUEUE, "PT10.5S", "option maxQueueWait"));
        assertThat(fal.cancelled()).isEqualTo(1);
    }

    /** Also of what is left running at fal. */
    @ParameterizedTest
    @EnumSource(names = {"QUEUE", "RUNNING", "WHOLE"})
    void behindADeadlineNobodyAsksAndNoStreamIsOpen(Deadline deadline) {
        Duration limit = Duration.ofSeconds(30);
        UnaryOperator<QueueOptions.Builder> limited = options -> switch (deadline) {
            case QUEUE -> options.maxQueueWait(limit);
            case RUNNING -> options.maxRunTime(limit);
            default -> options.deadline(limit);
        };
        String status = status(deadline == Deadline.QUEUE ? "IN_QUEUE" : "IN_PROGRESS");
        AtomicInteger closed = new AtomicInteger();
        fal.statuses = (id, poll) -> status;
        fal.streams = (call, n) ->
                Flux.just(FakeFal.event(status)).concatWith(Flux.never()).doOnCancel(closed::incrementAndGet);
        for (Follow follow : List.of(Follow.polling(PollSchedule.fixed(Duration.ofSeconds(1))), Follow.streaming())) {
            AtomicInteger asked = new AtomicInteger();
            StepVerifier.withVirtualTime(() -> run(options ->
                                    limited.apply(options.follow(follow).onAbandon(OnAbandon.LEAVE_RUNNING)))
                            .cast(Object.class)
                            .onErrorResume(DeadlineExceededException.class, error -> {
                                asked.set(fal.statusCalls.get());
                                return Mono.just("late");
                            })
                            .concatWith(Mono.delay(Duration.ofMinutes(10))))
                    .thenAwait(Duration.ofMinutes(20))
                    .expectNext("late")
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(LIMIT);
            assertThat(fal.statusCalls).hasValue(asked.get());
        }
        assertThat(closed).hasValue(1);
    }

    @Test
    void falIsToldHowLongARequestMayWait() {
        StepVerifier.withVirtualTime(() -> run(options -> options.maxQueueWait(Duration.ofSeconds(90))))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.submitHeaders).containsEntry("X-Fal-Request-Timeout", "90");
    }

    @Test
    void ofWhatIsHandedOverNobodySaysHowLongItMayWait() {
        FalQueue<String, Map<?, ?>> queue =
                fal.queue(options().maxQueueWait(Duration.ofSeconds(90)).build());

        StepVerifier.create(queue.submit("x")).expectNextCount(1).verifyComplete();
        assertThat(fal.submitHeaders).doesNotContainKey("X-Fal-Request-Timeout");
    }

    @Test
    void theShorterOfTwoStartLimitsIsTold() {
        FalQueue<String, Map<?, ?>> queue =
                fal.queue(options().maxQueueWait(Duration.ofSeconds(90)).build());

        StepVerifier.withVirtualTime(() -> queue.with(SubmitOptions.builder()
                                .startTimeout(Duration.ofSeconds(20))
                                .tag("team", "a")
                                .build())
                        .run("x"))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.submitHeaders)
                .containsEntry("X-Fal-Request-Timeout", "20")
                .containsKey("X-Fal-Tags");
    }

    @Test
    void whatHasBegunMeanwhileIsNotCalledWaiting() {
        // Seen in the queue at 10 s, begun at 10.2 s, and the limit is at 10.5 s.
        fal.statuses = (id, poll) -> status(now() < 10_200 ? "IN_QUEUE" : now() < 30_000 ? "IN_PROGRESS" : "COMPLETED");

        StepVerifier.withVirtualTime(() -> run(options -> options.maxQueueWait(Duration.ofMillis(10_500))))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.cancelled()).isZero();
    }

    @Test
    void whatHasBegunMeanwhileAndIsPutBackWaitsAnew() {
        // Only the look at the limit meets it at work; the polls never do.
        fal.statuses = (id, poll) -> status(now() == 10_500 ? "IN_PROGRESS" : "IN_QUEUE");

        StepVerifier.withVirtualTime(() -> run(options -> options.maxQueueWait(Duration.ofMillis(10_500))))
                .expectSubscription()
                // Seen in the queue again at 11 s.
                .expectNoEvent(Duration.ofMillis(21_499))
                .thenAwait(Duration.ofMillis(1))
                .verifyErrorSatisfies(error -> isOf(error, Deadline.QUEUE));
        assertThat(fal.cancelled()).isEqualTo(1);
    }

    @Test
    void whatIsMetAtWorkAtItsLimitWorksFromThenOn() {
        // Polls are far apart: the next one after 1 s is at 61 s.
        fal.statuses = (id, poll) -> status(now() < 10_000 ? "IN_QUEUE" : "IN_PROGRESS");

        StepVerifier.withVirtualTime(() -> run(options -> options.follow(Follow.polling(
                                context -> context.attempt() == 0 ? Duration.ofSeconds(1) : Duration.ofSeconds(60)))
                        .maxQueueWait(Duration.ofMillis(10_500))
                        .maxRunTime(Duration.ofSeconds(20))))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(30_499))
                .thenAwait(Duration.ofMillis(1))
                .verifyErrorSatisfies(error -> isOf(error, Deadline.RUNNING));
    }

    @Test
    void theTimeOfWorkRunsFromWhenWorkIsSeen() {
        fal.statuses = (id, poll) -> status(now() < 60_000 ? "IN_QUEUE" : "IN_PROGRESS");

        StepVerifier.withVirtualTime(() -> run(options -> options.maxRunTime(Duration.ofSeconds(30))))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(89_999))
                .thenAwait(Duration.ofMillis(1))
                .verifyErrorSatisfies(error -> isOf(error, Deadline.RUNNING, "PT30S", "option maxRunTime"));
        assertThat(fal.cancelled()).isEqualTo(1);
    }

    @Test
    void whatHasCompletedMeanwhileIsNotCalledLate() {
        fal.statuses = (id, poll) -> status(now() < 30_800 ? "IN_PROGRESS" : "COMPLETED");

        StepVerifier.withVirtualTime(() -> run(options -> options.maxRunTime(Duration.ofSeconds(30))))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(fal.cancelled()).isZero();
    }

    @Test
    void whatIsPutBackIntoTheQueueBeginsAnew() {
        fal.statuses = (id, poll) -> status(
                now() < 20_000
                        ? "IN_PROGRESS"
                        : now() < 40_000 ? "IN_QUEUE" : now() < 60_000 ? "IN_PROGRESS" : "COMPLETED");

        StepVerifier.withVirtualTime(() -> run(
                        options -> options.maxQueueWait(Duration.ofSeconds(25)).maxRunTime(Duration.ofSeconds(25))))
                .thenAwait(Duration.ofMinutes(2))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aServerThatDoesNotAnswerDoesNotStretchALimit() {
        fal.statuses = (id, poll) -> status("IN_PROGRESS");
        fal.latency =
                call -> call.operation() == Operation.STATUS && now() > 20_000 ? Duration.ofHours(1) : Duration.ZERO;

        StepVerifier.withVirtualTime(() -> run(options -> options.maxRunTime(Duration.ofMillis(30_500))))
                .expectSubscription()
                // First seen at 1 s; two seconds at most to ask once more.
                .expectNoEvent(Duration.ofMillis(33_499))
                .thenAwait(Duration.ofMillis(1))
                .verifyErrorSatisfies(error -> isOf(error, Deadline.RUNNING));
        assertThat(fal.cancelled()).isEqualTo(1);
    }

    @Test
    void anErrorOfAskingIsNotTheCallers() {
        fal.statuses = (id, poll) -> status("IN_QUEUE");
        fal.failure = (call, ordinal) -> call.operation() == Operation.STATUS && ordinal >= 5
                ? new TransportException("no", true, Origin.LOCAL, null)
                : null;

        StepVerifier.withVirtualTime(() -> run(options -> options.maxQueueWait(Duration.ofMillis(5_500))))
                .thenAwait(Duration.ofMinutes(1))
                .verifyErrorSatisfies(error -> isOf(error, Deadline.QUEUE));
    }

    @ParameterizedTest
    @EnumSource(OnAbandon.class)
    void whatIsLateIsAbandonedAsTheOptionsSay(OnAbandon onAbandon) {
        fal.say(status("IN_PROGRESS"));

        StepVerifier.withVirtualTime(() ->
                        run(options -> options.maxRunTime(Duration.ofSeconds(3)).onAbandon(onAbandon)))
                .thenAwait(Duration.ofMinutes(1))
                .verifyErrorSatisfies(error -> isOf(error, Deadline.RUNNING));
        assertThat(fal.cancelled()).isEqualTo(onAbandon == OnAbandon.CANCEL ? 1 : 0);
    }

    @Test
    void theWholeDeadlineCutsAPhaseShort() {
        fal.say(status("IN_PROGRESS"));

        StepVerifier.withVirtualTime(() -> run(options -> options.maxRunTime(Duration.ofSeconds(30))
                        .maxQueueWait(Duration.ofSeconds(30))
                        .deadline(Duration.ofSeconds(10))))
                .thenAwait(Duration.ofMinutes(1))
                .verifyErrorSatisfies(error -> isOf(error, Deadline.WHOLE, "option deadline"));
        assertThat(fal.cancelled()).isEqualTo(1);
    }

    @Test
    void limitsAreAboveZero() {
        assertThatThrownBy(() -> QueueOptions.builder().maxQueueWait(Duration.ZERO))
                .hasMessageContaining("maxQueueWait");
        assertThatThrownBy(() -> QueueOptions.builder().maxRunTime(Duration.ofSeconds(-1)))
                .hasMessageContaining("maxRunTime");
        assertThatThrownBy(() -> QueueOptions.builder().trailingLogs(Duration.ofSeconds(-1)))
                .hasMessageContaining("trailingLogs");
    }
}
