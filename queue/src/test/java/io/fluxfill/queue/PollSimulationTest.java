package io.fluxfill.queue;

import static io.fluxfill.queue.PollSimulation.even;
import static io.fluxfill.queue.PollSimulation.exponential;
import static io.fluxfill.queue.PollSimulation.normal;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.queue.PollSimulation.Round;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * What the adaptive schedule costs, and how late it is. The numbers are seeded, and so always the same; {@code main} of
 * {@link PollSimulation} prints them for more seeds and more schedules.
 */
@ResourceLock("virtual time")
class PollSimulationTest {

    @AfterEach
    void realTime() {
        VirtualTimeScheduler.reset();
    }

    private static void check(Round round, double polls, int median, int late) {
        assertThat(round.meanPolls()).as("polls: %s", round).isLessThanOrEqualTo(polls);
        assertThat(round.lag(50) * 1e3).as("median lag: %s", round).isLessThanOrEqualTo(median);
        assertThat(round.lag(99) * 1e3)
                .as("lag of the 99th of a hundred: %s", round)
                .isLessThanOrEqualTo(late);
    }

    /** A fixed poll shows that the simulation counts right: half a second apart, a quarter late. */
    @Test
    void aFixedPollCostsWhatItMust() {
        PollSimulation simulation = new PollSimulation(
                PollSchedule.fixed(Duration.ofMillis(500)), 50, (n, random) -> exponential(random, 2), 1);
        Round round = simulation.round(1000, 0);
        assertThat(round.meanPolls()).isBetween(35.0, 48.0);
        assertThat(round.lag(50)).isBetween(0.22, 0.28);
        assertThat(round.lag(100)).isBetween(0.5, 0.6);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true", "4, true"})
    void aLongQueueOfUnpredictableRuns(long seed, boolean inferenceTime) {
        PollSimulation simulation = new PollSimulation(
                PollSchedule.adaptive(), 50, (n, random) -> exponential(random, 2), seed, true, inferenceTime);
        check(simulation.round(1000, 0), 14, 150, 600);
        check(simulation.round(1000, 0), 12, 160, 650);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true", "4, true"})
    void nearlyConstantRuns(long seed, boolean inferenceTime) {
        PollSimulation simulation = new PollSimulation(
                PollSchedule.adaptive(), 1000, (n, random) -> even(random, 8, 0.4), seed, true, inferenceTime);
        simulation.round(50, 0.5);
        check(simulation.round(500, 0.05), 5, 120, 300);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true", "4, true"})
    void normallyDistributedRuns(long seed, boolean inferenceTime) {
        PollSimulation simulation = new PollSimulation(
                PollSchedule.adaptive(), 1000, (n, random) -> normal(random, 8, 0.4), seed, true, inferenceTime);
        simulation.round(50, 0.5);
        check(simulation.round(1000, 0.05), 6, 120, 450);
    }

    @Test
    void manyThatAreDoneAllAtOnce() {
        PollSimulation simulation =
                new PollSimulation(PollSchedule.adaptive(), 3000, (n, random) -> 10, 1, true, false);
        check(simulation.round(3000, 0.0001), 26, 600, 1300);
        check(simulation.round(3000, 0.0001), 3, 200, 400);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoKindsOfRuns(boolean inferenceTime) {
        PollSimulation simulation = new PollSimulation(
                PollSchedule.adaptive(),
                1000,
                (n, random) -> random.nextDouble() < 0.9 ? even(random, 2, 0.1) : even(random, 20, 1),
                1,
                true,
                inferenceTime);
        Round round = simulation.round(500, 0.2);
        check(round, 8, 150, 1000);
        assertThat(round.lag(100)).isLessThan(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runsThatGetLonger(boolean inferenceTime) {
        PollSimulation simulation = new PollSimulation(
                PollSchedule.adaptive(),
                1000,
                (n, random) -> normal(random, 4 + n * 16 / 1000.0, 0.3),
                1,
                true,
                inferenceTime);
        check(simulation.round(500, 0.5), 14, 200, 500);
    }

    /** Who was just learned to take eight seconds is not looked at before; after a few, that is unlearned. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runsThatAreSuddenlyShort(boolean inferenceTime) {
        PollSimulation simulation = new PollSimulation(
                PollSchedule.adaptive(),
                1000,
                (n, random) -> normal(random, n < 200 ? 8 : 2, 0.2),
                1,
                true,
                inferenceTime);
        simulation.round(200, 0.5);
        Round first = simulation.round(100, 0.5);
        assertThat(first.lag(100)).isLessThan(6.5);
        check(simulation.round(200, 0.5), 6, 150, 400);
    }

    /** A runner that has to start first takes ten times as long: polled more and more seldom, not at the pace of the others. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void coldStarts(boolean inferenceTime) {
        PollSimulation simulation = new PollSimulation(
                PollSchedule.adaptive(),
                1000,
                (n, random) -> n % 40 == 0 ? 30 : even(random, 3, 0.2),
                1,
                true,
                inferenceTime);
        Round round = simulation.round(400, 0.5);
        check(round, 8, 120, 1000);
        assertThat(round.mostPolls()).isLessThan(60);
        assertThat(round.lag(100)).isLessThan(4);
    }

    @Test
    void nothingIsKnownOfTheQueueWithoutPositions() {
        PollSimulation simulation =
                new PollSimulation(PollSchedule.adaptive(), 50, (n, random) -> exponential(random, 2), 1, false, false);
        Round round = simulation.round(500, 0);
        check(round, 35, 300, 3000);
    }
}
