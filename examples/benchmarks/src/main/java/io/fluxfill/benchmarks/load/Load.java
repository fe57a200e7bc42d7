package io.fluxfill.benchmarks.load;

import java.time.Duration;

/**
 * How much of what a client is given in one round.
 *
 * @param name what the table calls it
 * @param plan what the server does
 * @param requests how many
 * @param concurrency how many at once
 * @param limit after this long a round is given up
 * @param collectAfter how long after all were accepted garbage is collected, to see what lives; negative for never
 */
record Load(String name, RoundPlan plan, int requests, int concurrency, Duration limit, Duration collectAfter) {
    static final Duration NEVER = Duration.ofMillis(-1);

    RoundOrder order(long first) {
        return new RoundOrder(first, requests, concurrency, plan.logs(), limit, collectAfter);
    }
}
