package io.fluxfill.queue;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the items of a fan-out are at one moment; each is counted once.
 *
 * @param waiting admitted, and not accepted by fal yet: for an estimate, a place, a connection, another attempt
 * @param queued accepted by fal, and not known to be worked on; {@link FalQueue#runAll} does not ask, so there they stay
 *     here until they end
 * @param running worked on
 * @param done ended with a result
 * @param failed ended without one; items without room in the budget too
 * @param cancelled cancelled by whoever, or given up because the fan-out was
 * @param total how many items there are: what the monitor was told, until the fan-out has seen the last one; null if
 *     neither is so
 * @param spent the estimates, in US dollars, of what was billed or may have been; null without a budget, since nothing is
 *     estimated then
 * @param eta how long it will take to the end, if items go on ending as they did lately, which is in the last minute, or
 *     longer for ten of them; null if that cannot be told yet
 * @since 0.1
 */
public record FanOutProgress(
        long waiting,
        long queued,
        long running,
        long done,
        long failed,
        long cancelled,
        @Nullable Long total,
        @Nullable BigDecimal spent,
        @Nullable Duration eta) {

    /** How many were admitted and have not ended. */
    public long inFlight() {
        return waiting + queued + running;
    }

    /** How many have ended, well or not. */
    public long ended() {
        return done + failed + cancelled;
    }

    /** How many have not ended, admitted or not; null if the total is not known. */
    public @Nullable Long left() {
        return total == null ? null : (Long) (total - ended());
    }
}
