package io.fluxfill.localfal;

import io.fluxfill.localfal.Job.Lane;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What headers and query ask of a run or submit.
 *
 * @param startLimit how long the request may wait for a runner, if limited
 * @param mostWaiting how many may wait already
 */
record SubmitHeaders(Lane lane, @Nullable Duration startLimit, int mostWaiting) {
    private static final BigDecimal LEAST_SECONDS = new BigDecimal("0.1");
    private static final BigDecimal MOST_SECONDS = new BigDecimal(1_000_000);

    /** A header or parameter that cannot be read; the message names it. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String name) {
            super("Invalid value of " + name);
        }
    }

    static SubmitHeaders of(Inbound request) throws Malformed {
        String priority = request.headers().get("X-Fal-Queue-Priority", "normal");
        Lane lane = priority.equalsIgnoreCase("low") ? Lane.LOW : Lane.NORMAL;
        Duration startLimit = startLimit(request, "X-Fal-Request-Start-Timeout");
        if (startLimit == null) {
            startLimit = startLimit(request, "X-Fal-Request-Timeout");
        }
        return new SubmitHeaders(lane, startLimit, mostWaiting(request));
    }

    private static @Nullable Duration startLimit(Inbound request, String header) throws Malformed {
        String value = request.headers().get(header);
        if (value == null) {
            return null;
        }
        // Plain decimals only: an exponent is refused.
        if (!value.strip().matches("\\d{1,9}(\\.\\d{1,9})?")) {
            throw new Malformed(header);
        }
        BigDecimal seconds = new BigDecimal(value.strip());
        if (seconds.compareTo(LEAST_SECONDS) <= 0) {
            throw new Malformed(header);
        }
        return Duration.ofMillis(
                seconds.min(MOST_SECONDS).movePointRight(3).toBigInteger().longValue());
    }

    private static int mostWaiting(Inbound request) throws Malformed {
        String value = request.parameter("fal_max_queue_length");
        if (value == null) {
            return Integer.MAX_VALUE;
        }
        if (!value.matches("[1-9]\\d{0,8}")) {
            throw new Malformed("fal_max_queue_length");
        }
        return Integer.parseInt(value);
    }
}
