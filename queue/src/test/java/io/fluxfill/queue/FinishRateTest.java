package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FinishRateTest {
    private final FinishRate rate = new FinishRate();
    private long now;
    private long ended;

    private void begin() {
        rate.begin(now, ended);
    }

    /** Every so often so many end at the same moment. */
    private void end(int times, Duration every, int atOnce) {
        for (int i = 0; i < times; i++) {
            now += every.toNanos();
            for (int j = 0; j < atOnce; j++) {
                rate.ended(now, ++ended);
            }
        }
    }

    private @Nullable Duration timeFor(long items) {
        return rate.timeFor(items, now, ended);
    }

    private void assertThatItTakes(long items, double seconds, double tolerance) {
        Duration time = timeFor(items);
        assertThat(time).isNotNull();
        assertThat(time.toMillis() / 1000.0).isBetween(seconds * (1 - tolerance), seconds * (1 + tolerance));
    }

    @Test
    void nothingIsKnownBeforeTheFirstEnd() {
        assertThat(timeFor(5)).isNull();
        begin();
        now += Duration.ofHours(1).toNanos();
        assertThat(timeFor(5)).isNull();
        assertThat(timeFor(0)).isZero();
    }

    @Test
    void steadyItemsTakeWhatTheyTook() {
        begin();
        end(100, Duration.ofMillis(250), 1);
        assertThatItTakes(400, 100, 0.03);
    }

    @Test
    void theFirstBurstCountsFromTheBeginning() {
        begin();
        end(1, Duration.ofSeconds(8), 32);
        assertThatItTakes(64, 16, 0.01);
    }

    @Test
    void burstsDoNotMakeItJump() {
        begin();
        for (int i = 0; i < 30; i++) {
            end(1, Duration.ofSeconds(8), 32);
            assertThatItTakes(320, 80, 0.15);
            now += Duration.ofMillis(3_900).toNanos();
            assertThatItTakes(320, 80, i == 0 ? 0.5 : 0.25);
            now -= Duration.ofMillis(3_900).toNanos();
        }
    }

    @Test
    void slowItemsAreSeenForLongerThanAMinute() {
        begin();
        end(30, Duration.ofMinutes(2), 1);
        assertThatItTakes(5, 600, 0.01);
    }

    @Test
    void itForgetsHowItWas() {
        begin();
        end(600, Duration.ofMillis(100), 1);
        end(130, Duration.ofSeconds(1), 1);
        assertThatItTakes(100, 100, 0.03);
    }

    @Test
    void whenNothingEndsItTakesLongerAndLonger() {
        begin();
        end(100, Duration.ofSeconds(1), 1);
        assertThatItTakes(60, 60, 0.03);
        now += Duration.ofMinutes(3).toNanos();
        assertThatItTakes(60, 240, 0.05);
    }

    @Test
    void aSecondBeginForgetsTheBreak() {
        begin();
        end(10, Duration.ofSeconds(1), 1);
        now += Duration.ofHours(1).toNanos();
        begin();
        assertThat(timeFor(5)).isNull();
        end(10, Duration.ofSeconds(2), 1);
        assertThatItTakes(10, 20, 0.01);
    }
}
