package io.fluxfill.benchmarks.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a client does in one round; a line of text between the harness and it.
 *
 * @param first the number of the first request; the others follow
 * @param requests how many
 * @param concurrency how many at once
 * @param logs how many log lines each is to have
 * @param limit after this long, what has not ended is given up
 * @param collectAfter how long after all were accepted garbage is collected, to see what lives; negative for never
 */
record RoundOrder(long first, int requests, int concurrency, int logs, Duration limit, Duration collectAfter) {

    static RoundOrder parse(String line) {
        Map<String, Long> values = new HashMap<>();
        for (String pair : line.split(" ", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(pair.substring(0, equals), Long.parseLong(pair.substring(equals + 1)));
            }
        }
        return new RoundOrder(
                values.getOrDefault("first", 0L),
                values.getOrDefault("requests", 1L).intValue(),
                values.getOrDefault("concurrency", 1L).intValue(),
                values.getOrDefault("logs", 0L).intValue(),
                Duration.ofMillis(values.getOrDefault("limit", 60_000L)),
                Duration.ofMillis(values.getOrDefault("collect", -1L)));
    }

    boolean collects() {
        return !collectAfter.isNegative();
    }

    String line() {
        return "first=" + first + " requests=" + requests + " concurrency=" + concurrency + " logs=" + logs + " limit="
                + limit.toMillis() + " collect=" + collectAfter.toMillis();
    }
}
