package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0.25S",
        "1, PT0.5S",
        "2, PT1S",
        "5, PT8S",
        "6, PT10S",
        "62, PT10S",
        "63, PT10S",
        "64, PT10S",
        "9223372036854775807, PT10S",
    })
    void theBoundDoublesUpToItsLimit(long retry, Duration bound) {
        assertThat(Backoff.bound(Duration.ofMillis(250), Duration.ofSeconds(10), retry))
                .isEqualTo(bound);
    }

    @Test
    void theLongestLimitDoesNotOverflow() {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE);
        assertThat(Backoff.bound(Duration.ofNanos(1), longest, 62)).isEqualTo(Duration.ofNanos(1L << 62));
        assertThat(Backoff.bound(Duration.ofNanos(1), longest, 63)).isEqualTo(longest);
        assertThat(Backoff.bound(Duration.ofNanos(1), longest, Long.MAX_VALUE)).isEqualTo(longest);
    }

    @Test
    void aFirstWaitAboveTheLimitIsCut() {
        assertThat(Backoff.bound(Duration.ofSeconds(5), Duration.ofSeconds(1), 0))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aPartIsBetweenNothingAndTheWhole() {
        assertThat(Backoff.part(Duration.ofSeconds(8), 0)).isZero();
        assertThat(Backoff.part(Duration.ofSeconds(8), 0.25)).isEqualTo(Duration.ofSeconds(2));
        assertThat(Backoff.part(Duration.ofNanos(Long.MAX_VALUE), 1)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    }
}
