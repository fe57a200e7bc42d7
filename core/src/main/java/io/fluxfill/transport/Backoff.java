package io.fluxfill.transport;

import java.time.Duration;

/** Full jitter: a random wait below a bound that doubles. */
final class Backoff {
    private Backoff() {}

    /** The bound before an attempt; the first retry is 0. It grows without overflow, whatever the attempt. */
    static Duration bound(Duration first, Duration max, long retry) {
        long nanos = first.toNanos();
        long limit = max.toNanos();
        for (long i = 0; i < retry && nanos < limit; i++) {
            nanos = nanos > limit / 2 ? limit : nanos * 2;
        }
        return Duration.ofNanos(Math.min(nanos, limit));
    }

    /** A part of a duration. */
    static Duration part(Duration whole, double fraction) {
        return Duration.ofNanos((long) (whole.toNanos() * fraction));
    }
}
