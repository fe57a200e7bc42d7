package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PollScheduleTest {
    private static PollContext at(int attempt, long millisInState) {
        return new PollContext(
                "acme/painter",
                attempt,
                Duration.ofMillis(millisInState),
                QueueStatus.State.IN_PROGRESS,
                Duration.ofMillis(millisInState),
                null,
                null,
                null,
                false);
    }

    @ParameterizedTest
    @CsvSource({"0,500", "1,750", "2,1125", "5,3796", "6,5000", "62,5000", "100000,5000", "2147483647,5000"})
    void exponentialGrowsToItsMaximumWithoutOverflow(int attempt, long millis) {
        PollSchedule schedule = PollSchedule.exponential(Duration.ofMillis(500), 1.5, Duration.ofSeconds(5));
        assertThat(schedule.next(at(attempt, 0)).toMillis()).isEqualTo(millis);
    }

    @Test
    void waitsOfForEverDoNotOverflow() {
        Duration forEver = ChronoUnit.FOREVER.getDuration();
        PollSchedule schedule = PollSchedule.exponential(Duration.ofSeconds(1), 2, forEver);
        assertThat(schedule.next(at(3, 0))).isEqualTo(Duration.ofSeconds(8));
        assertThat(schedule.next(at(Integer.MAX_VALUE, 0))).isEqualTo(forEver);
        assertThat(PollSchedule.exponential(forEver, 2, forEver).next(at(0, 0))).isEqualTo(forEver);
    }

    @ParameterizedTest
    @CsvSource({"0,200", "1000,200", "4000,400", "30000,2000", "9000000,2000"})
    void proportionalIsAFractionOfTheTimeInState(long inState, long millis) {
        PollSchedule schedule = PollSchedule.proportional(0.1, Duration.ofMillis(200), Duration.ofSeconds(2));
        assertThat(schedule.next(at(3, inState)).toMillis()).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAFactorThatDoesNotGrow(double factor) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PollSchedule.exponential(Duration.ofSeconds(1), factor, Duration.ofSeconds(2)));
    }

    @Test
    void refusesNoWait() {
        assertThatIllegalArgumentException().isThrownBy(() -> PollSchedule.fixed(Duration.ZERO));
    }
}
