package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "' 7 ', PT7S",
        "007, PT7S",
        "120, PT2M",
        "1.5, PT2S",
        "0.0, PT1S",
        "'Sun, 22 Nov 2026 12:00:30 GMT', PT30S",
        "'Sun, 22 Nov 2026 11:00:00 GMT', PT0S",
        "'Sun, 22 Nov 2026 13:00:00 +0100', PT0S",
    })
    void secondsAndDatesAreRead(String header, Duration wait) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(wait);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "31536001",
                "999999999999999999",
                "9223372036854775808",
                "100000000000000000000000000000000000000"
            })
    void aHugeNumberIsHugeAndNotNothing(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(Duration.ofDays(365));
    }

    @Test
    void aDateFarAwayIsFarAway() {
        assertThat(RetryAfter.parse("Fri, 31 Dec 9999 23:59:59 GMT", NOW)).isGreaterThan(Duration.ofDays(365));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "-1",
                "+5",
                "1e3",
                "0x10",
                "٣",
                "Mon, 22 Nov 2026 12:00:30 GMT",
                "2026-11-22T12:00:30Z"
            })
    void whatIsNeitherIsLeftOut(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isNull();
    }

    @Test
    void noHeaderIsNoWait() {
        assertThat(RetryAfter.parse(null, NOW)).isNull();
    }
}
