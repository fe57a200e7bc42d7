package io.fluxfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformHeadersTest {
    @ParameterizedTest
    @CsvSource({
        "PT30S, 30",
        "PT100S, 100",
        "PT12.5S, 12.5",
        "PT0.101S, 0.101",
        "PT1M, 60",
        "PT24H, 86400",
        "PT1000000S, 1000000",
    })
    void secondsArePlainDecimals(Duration duration, String seconds) {
        assertThat(PlatformHeaders.seconds(duration)).isEqualTo(seconds);
    }

    @Test
    void aTimeoutJustAboveTheLeastOneIsNotCutToIt() {
        Duration timeout = Duration.ofMillis(100).plusNanos(1);
        String header = SubmitOptions.builder()
                .startTimeout(timeout)
                .build()
                .toHeaders()
                .get("X-Fal-Request-Timeout");
        assertThat(new BigDecimal(header)).isGreaterThan(new BigDecimal("0.1"));
    }

    @Test
    void theLongestDurationHasSecondsToo() {
        assertThat(PlatformHeaders.seconds(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo("9223372036854775807");
    }
}
