package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private final Movable clock = new Movable();

    @Test
    void aResultIsForgottenAfterAnHour() {
        try (Caller caller = Caller.of(Caller.instant().clock(clock))) {
            String id = caller.accepted(Caller.input());
            caller.await(id, "COMPLETED");

            clock.pass(Duration.ofMinutes(60).minusMillis(1));
            assertThat(caller.result(id).status()).isEqualTo(200);

            clock.pass(Duration.ofMillis(1));
            assertForgotten(caller, id);
            caller.accepted(Caller.input());
            assertForgotten(caller, id);
        }
    }

    @Test
    void aBigResultIsForgottenAfterSixMinutes() {
        try (Caller caller = Caller.of(Caller.instant().clock(clock))) {
            String big = caller.accepted(Caller.input("prompt", "x".repeat(10_000)));
            String small = caller.accepted(Caller.input("prompt", "x".repeat(9_000)));
            caller.await(big, "COMPLETED");
            caller.await(small, "COMPLETED");

            clock.pass(Duration.ofMinutes(6).minusMillis(1));
            assertThat(caller.result(big).status()).isEqualTo(200);

            clock.pass(Duration.ofMillis(1));
            assertForgotten(caller, big);
            assertThat(caller.result(small).status()).isEqualTo(200);
        }
    }

    @Test
    void aRequestThatHasNotFinishedIsNeverForgotten() {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(LocalFalOptions.builder().painter(gate).clock(clock))) {
            String id = caller.accepted(Caller.input());
            clock.pass(Duration.ofDays(9));

            assertThat(caller.status(id).status()).isEqualTo(202);
            gate.open();
        }
    }

    @Test
    void theOldestFilesGoFirst() {
        FileStore files = new FileStore(10, clock);
        String first = files.put("png", "image/png", new byte[6]);
        String second = files.put("png", "image/png", new byte[4]);
        assertThat(files.get(first)).isNotNull();

        String third = files.put("png", "image/png", "hello".getBytes(StandardCharsets.US_ASCII));

        assertThat(files.get(first)).isNull();
        assertThat(files.get(second)).isNotNull();
        assertThat(files.get(third)).isNotNull();
        String huge = files.put("png", "image/png", new byte[100]);
        assertThat(files.get(third)).isNull();
        assertThat(files.get(huge)).isNotNull();
    }

    private static void assertForgotten(Caller caller, String id) {
        assertThat(caller.result(id).status()).isEqualTo(404);
        assertThat(caller.result(id).text("detail")).isEqualTo("Request not found");
        assertThat(caller.status(id).status()).isEqualTo(404);
        assertThat(caller.cancel(id).status()).isEqualTo(404);
    }
}
