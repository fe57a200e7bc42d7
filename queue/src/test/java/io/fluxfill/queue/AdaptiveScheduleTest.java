package io.fluxfill.queue;

import static io.fluxfill.queue.FakeFal.options;
import static io.fluxfill.queue.FakeFal.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.fluxfill.queue.QueueStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

@ResourceLock("virtual time")
class AdaptiveScheduleTest {
    private static final String ENDPOINT = FakeFal.ENDPOINT.id().full();
    private static final Duration FALLBACK = Duration.ofSeconds(77);

    private final AdaptiveSchedule schedule = new AdaptiveSchedule(context -> FALLBACK);
    private final FakeFal fal = new FakeFal();

    private void teach(AdaptiveSchedule learning, int requests, double seconds) {
        for (int i = 0; i < requests; i++) {
            learning.completed(ENDPOINT, new RequestTimes(0, 0, seconds, seconds, null));
        }
    }

    private static PollContext context(
            int attempt,
            double elapsed,
            State state,
            double least,
            @Nullable Double most,
            @Nullable Integer position,
            @Nullable Double perSecond) {
        return new PollContext(
                ENDPOINT,
                attempt,
                seconds(elapsed),
                state,
                seconds(least),
                most == null ? null : seconds(most),
                position,
                perSecond,
                false);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private double wait(PollContext context) {
        return schedule.next(context).toNanos() / 1e9;
    }

    private List<Long> pollTimes(PollSchedule polling, boolean listening, Duration service) {
        fal.statuses = (id, poll) -> status(
                fal.statusTimes.get(fal.statusTimes.size() - 1) >= service.toMillis() ? "COMPLETED" : "IN_PROGRESS");
        QueueOptions options = options().follow(Follow.polling(polling)).build();
        StepVerifier.withVirtualTime(() -> {
                    FalQueue<String, Map<?, ?>> queue = fal.queue(options);
                    return listening
                            ? queue.runWithUpdates("x").then()
                            : queue.run("x").then();
                })
                .thenAwait(Duration.ofMinutes(10))
                .expectComplete()
                .verify(Duration.ofSeconds(5));
        return fal.statusTimes;
    }

    @Test
    void fallsBackWhileItKnowsNothing() {
        assertThat(pollTimes(PollSchedule.adaptive(), false, Duration.ofSeconds(4)))
                .containsExactly(
                        250L, 500L, 750L, 1000L, 1250L, 1500L, 1750L, 2000L, 2250L, 2500L, 2781L, 3097L, 3453L, 3854L,
                        4304L);
        teach(schedule, 7, 8);
        assertThat(schedule.next(context(1, 1, State.IN_PROGRESS, 1, 1.0, null, null)))
                .isEqualTo(FALLBACK);
        teach(schedule, 1, 8);
        assertThat(schedule.next(context(1, 1, State.IN_PROGRESS, 1, 1.0, null, null)))
                .isNotEqualTo(FALLBACK);
    }

    @Test
    void waitsUntilShortlyBeforeAndThenLooksOften() {
        AdaptiveSchedule learning = (AdaptiveSchedule) PollSchedule.adaptive();
        for (int i = 0; i < 64; i++) {
            double end = 7.6 + 0.8 * (i * 29 % 64) / 63;
            learning.completed(ENDPOINT, new RequestTimes(0, 0, end, end, null));
        }
        assertThat(pollTimes(learning, false, Duration.ofMillis(8210))).containsExactly(7640L, 7830L, 8026L, 8227L);
    }

    @Test
    void doesNotStayAwayFromWhoListens() {
        AdaptiveSchedule learning = (AdaptiveSchedule) PollSchedule.adaptive();
        teach(learning, 20, 8);
        assertThat(pollTimes(learning, true, Duration.ofSeconds(8)).subList(0, 3))
                .containsExactly(2000L, 4000L, 6000L);
    }

    @Test
    void whatOutlivesAllThatIsKnownIsPolledByTheFallback() {
        AdaptiveSchedule learning = (AdaptiveSchedule)
                PollSchedule.adaptive(PollSchedule.proportional(0.25, Duration.ofMillis(250), Duration.ofSeconds(10)));
        teach(learning, 20, 3);
        List<Long> times = pollTimes(learning, false, Duration.ofSeconds(30));
        assertThat(times).hasSizeLessThan(26);
        assertThat(times.get(0)).isBetween(2900L, 3200L);
        assertThat(times.get(times.size() - 1)).isLessThan(38_000L);
    }

    @Test
    void keepsEndpointsApart() {
        teach(schedule, 20, 8);
        PollContext other = new PollContext(
                "acme/other", 1, seconds(1), State.IN_PROGRESS, seconds(1), seconds(1), null, null, false);
        assertThat(schedule.next(other)).isEqualTo(FALLBACK);
    }

    @ParameterizedTest
    @EnumSource(names = {"OTHER", "COMPLETED"})
    void fallsBackInAStateThatItDoesNotKnow(State state) {
        teach(schedule, 20, 8);
        assertThat(schedule.next(context(1, 1, state, 1, 1.0, null, null))).isEqualTo(FALLBACK);
    }

    @Test
    void countsFromTheStartOfTheRun() {
        for (int i = 0; i < 20; i++) {
            // Queue waits that differ, runs that do not.
            schedule.completed(ENDPOINT, new RequestTimes(i, i, i + 8, i + 8, null));
        }
        assertThat(wait(context(3, 40, State.IN_PROGRESS, 2, 2.02, null, null))).isCloseTo(6, within(0.3));
        assertThat(wait(context(3, 40, State.IN_PROGRESS, 7, 7.02, null, null))).isCloseTo(1, within(0.3));
        assertThat(schedule.next(context(0, 0, State.IN_QUEUE, 0, 0.0, null, null)))
                .isEqualTo(FALLBACK);
    }

    @Test
    void knowsTheStartWithoutLookingWhereThereIsNoQueue() {
        teach(schedule, 20, 8);
        assertThat(wait(context(0, 0, State.IN_QUEUE, 0, 0.0, null, null))).isCloseTo(8, within(0.3));
        assertThat(wait(context(1, 7, State.IN_PROGRESS, 0, 7.0, null, null))).isCloseTo(1, within(0.3));
    }

    @Test
    void looksMoreOftenAtWhatItDoesNotKnowTheAgeOf() {
        teach(schedule, 20, 8);
        double wait = wait(context(1, 0, State.IN_PROGRESS, 0, null, null, null));
        assertThat(wait).isBetween(0.1, 2.0);
    }

    @Test
    void theInferenceTimeThatFalTellsCountsAsFarAsItCanBe() {
        for (int i = 0; i < 20; i++) {
            schedule.completed(ENDPOINT, new RequestTimes(0, 0.2, 2, 12, Duration.ofSeconds(5)));
        }
        assertThat(wait(context(1, 0.2, State.IN_PROGRESS, 0, 0.02, null, null)))
                .isCloseTo(5, within(0.3));
        AdaptiveSchedule bounded = new AdaptiveSchedule(context -> FALLBACK);
        for (int i = 0; i < 20; i++) {
            bounded.completed(ENDPOINT, new RequestTimes(0, 0, 7.9, 8, Duration.ofSeconds(5)));
        }
        assertThat(bounded.next(context(1, 0, State.IN_PROGRESS, 0, 0.02, null, null))
                                .toMillis()
                        / 1e3)
                .isCloseTo(7.9, within(0.3));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 60})
    void anInferenceTimeThatCannotBeTrueCountsForNothing(long told) {
        AdaptiveSchedule silent = new AdaptiveSchedule(context -> FALLBACK);
        for (int i = 0; i < 20; i++) {
            double start = 0.1 * i;
            schedule.completed(
                    ENDPOINT, new RequestTimes(start, start + 0.2, start + 4, start + 6, Duration.ofSeconds(told)));
            silent.completed(ENDPOINT, new RequestTimes(start, start + 0.2, start + 4, start + 6, null));
        }
        PollContext running = context(1, 0.2, State.IN_PROGRESS, 0, 0.02, null, null);
        assertThat(schedule.next(running)).isEqualTo(silent.next(running));
    }

    @Test
    void thePositionAndItsSpeedLengthenTheWait() {
        for (int i = 0; i < 20; i++) {
            schedule.completed(ENDPOINT, new RequestTimes(10 * i, 10 * i, 10 * i + 1, 10 * i + 1, null));
        }
        // Ten a second, seen to move by fifty: 100 before it start in ten seconds or so.
        double far = wait(context(2, 5, State.IN_QUEUE, 5, 5.0, 100, 10.0));
        double near = wait(context(9, 14, State.IN_QUEUE, 14, 14.0, 10, 10.0));
        double slow = wait(context(2, 50, State.IN_QUEUE, 50, 50.0, 100, 1.0));
        assertThat(far).isBetween(5.0, 9.5);
        assertThat(near).isBetween(0.4, 2.0);
        assertThat(slow).isBetween(50.0, 95.0);
        assertThat(schedule.next(context(1, 1, State.IN_QUEUE, 0, 1.0, 100, null)))
                .as("no speed is known")
                .isEqualTo(FALLBACK);
        schedule.moved(ENDPOINT, 300, 100, Duration.ofSeconds(20));
        assertThat(wait(context(1, 1, State.IN_QUEUE, 0, 1.0, 100, null)))
                .as("the speed of others")
                .isBetween(3.0, 9.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -2, -1000, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aPositionThatCannotBeIsNotPolledWithoutAPause(int position) {
        teach(schedule, 20, 8);
        for (int i = 0; i < 20; i++) {
            schedule.moved(ENDPOINT, 20, 10, Duration.ofSeconds(10));
        }

        assertThat(wait(context(3, 10, State.IN_QUEUE, 10, 10.0, position, 0.5)))
                .isGreaterThanOrEqualTo((double) FALLBACK.toSeconds());
        assertThat(wait(context(3, 10, State.IN_QUEUE, 10, 10.0, position, Double.NaN)))
                .isGreaterThanOrEqualTo((double) FALLBACK.toSeconds());
    }

    @Test
    void failuresAndReturnsToTheQueueTeachNothing() {
        AdaptiveSchedule learning = (AdaptiveSchedule) PollSchedule.adaptive();
        QueueOptions options = options().follow(Follow.polling(learning)).build();
        List<String[]> stories = new ArrayList<>();
        stories.add(new String[] {
            status("IN_PROGRESS"), "{\"status\":\"COMPLETED\",\"error\":\"it failed\",\"error_type\":\"x\"}"
        });
        stories.add(new String[] {status("IN_PROGRESS"), status("IN_QUEUE"), status("COMPLETED")});
        for (int i = 0; i < 20; i++) {
            FakeFal one = new FakeFal();
            one.say(stories.get(i % 2));
            StepVerifier.withVirtualTime(() -> one.queue(options).run("x"))
                    .thenAwait(Duration.ofMinutes(1))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(Duration.ofSeconds(5));
        }
        assertThat(pollTimes(learning, false, Duration.ofMillis(600))).containsExactly(250L, 500L, 750L);
    }

    @Test
    void manyThreadsMayTeachAndAsk() {
        AdaptiveSchedule shared = new AdaptiveSchedule(context -> FALLBACK);
        for (int i = 0; i < 2000; i++) {
            double run = 3 + i % 10 * 0.01;
            RaceTestUtils.race(
                    () -> shared.completed(ENDPOINT, new RequestTimes(0, 0, run, run, null)),
                    () -> shared.completed(ENDPOINT, new RequestTimes(0, 0, run, run, null)),
                    () -> shared.next(context(1, 1, State.IN_PROGRESS, 1, 1.0, null, null)));
        }
        assertThat(shared.next(context(1, 0, State.IN_PROGRESS, 0, 0.0, null, null))
                        .toMillis())
                .isBetween(2900L, 3300L);
    }

    @Test
    void refusesNoFallback() {
        assertThatNullPointerException().isThrownBy(() -> PollSchedule.adaptive(nothing()));
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
