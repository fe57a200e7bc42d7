package io.fluxfill.transport;

import java.time.Duration;

/** The library's own retries over another transport, without jitter. */
public final class Retries {
    private Retries() {}

    public static Transport over(Transport transport) {
        return new RetryingTransport(
                transport,
                new RetryPolicy(
                        5,
                        Duration.ofMinutes(1),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        () -> 0));
    }
}
