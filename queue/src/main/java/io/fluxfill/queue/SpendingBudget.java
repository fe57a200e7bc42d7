package io.fluxfill.queue;

import io.fluxfill.error.BudgetExceededException;
import io.fluxfill.error.FalException;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much money fan-outs may spend, in US dollars. It is shared by everything that it is given to, and by every
 * subscription, so a fan-out that is subscribed to again goes on with what is left. Thread-safe; nothing waits here.
 *
 * <pre>{@code
 * SpendingBudget budget = SpendingBudget.usd("5.00");
 * queue.runAll(photos, toRequest, FanOut.<Path>maxInFlight(32).budget(budget));
 * }</pre>
 *
 * <p>It counts estimates ({@link io.fluxfill.Endpoint#estimate}), because fal does not say what it charges: an item's
 * estimate is reserved before anything of it is encoded, uploaded or sent, and only if all that is reserved and spent
 * stays within the limit. When the item has ended, its estimate is spent, or free again if it was certainly not billed:
 * nothing was accepted, fal counted zero units, it never began, or fal itself failed (5xx). Whatever is in doubt is
 * spent: a lost answer, a cancelled request, a 422 after the model may have worked.
 *
 * @since 0.1
 */
public final class SpendingBudget {
    private final BigDecimal limit;
    private BigDecimal reserved = BigDecimal.ZERO;
    private BigDecimal spent = BigDecimal.ZERO;

    private SpendingBudget(BigDecimal limit) {
        if (limit.signum() < 0) {
            throw new IllegalArgumentException("A budget is not negative: " + limit + ".");
        }
        this.limit = limit;
    }

    /** So many US dollars. */
    public static SpendingBudget usd(BigDecimal limit) {
        return new SpendingBudget(Objects.requireNonNull(limit, "limit"));
    }

    /** So many US dollars, as in {@code usd("4.50")}. */
    public static SpendingBudget usd(String limit) {
        return new SpendingBudget(new BigDecimal(limit));
    }

    /** What may be spent altogether. */
    public BigDecimal limit() {
        return limit;
    }

    /** The estimates of what has ended and was billed, or may have been. */
    public synchronized BigDecimal spent() {
        return spent;
    }

    /** The estimates of what is under way; zero when nothing is. */
    public synchronized BigDecimal reserved() {
        return reserved;
    }

    /** What is neither spent nor reserved. */
    public synchronized BigDecimal left() {
        return limit.subtract(spent).subtract(reserved);
    }

    /** For one item; it holds nothing yet. */
    Reservation reservation() {
        return new Reservation();
    }

    /** What one item has of the budget. Its end may come before its begin, from who leaves early. */
    final class Reservation {
        private @Nullable BigDecimal held;
        private BigDecimal billed = BigDecimal.ZERO;
        private boolean isEnded;

        /** @throws BudgetExceededException if it does not fit */
        void take(BigDecimal estimate) {
            if (estimate.signum() < 0) {
                throw new IllegalArgumentException("the endpoint's estimate is negative, " + estimate);
            }
            synchronized (SpendingBudget.this) {
                BigDecimal left = left();
                if (estimate.compareTo(left) > 0) {
                    throw new BudgetExceededException(
                            "It is estimated at $" + estimate.toPlainString() + ", and of the budget of $"
                                    + limit.toPlainString() + " $" + left.toPlainString()
                                    + " is left (option budget of the fan-out). Nothing was sent.",
                            estimate,
                            left,
                            FalException.Origin.LOCAL,
                            null);
                }
                if (!isEnded) {
                    held = estimate;
                    reserved = reserved.add(estimate);
                }
            }
        }

        /** The item has ended; only the first end counts. Returns by how much more is spent. */
        BigDecimal end(boolean mayBeBilled) {
            synchronized (SpendingBudget.this) {
                if (isEnded) {
                    return BigDecimal.ZERO;
                }
                isEnded = true;
                if (held == null) {
                    return BigDecimal.ZERO;
                }
                reserved = reserved.subtract(held);
                return bill(mayBeBilled ? held : BigDecimal.ZERO);
            }
        }

        /** Whatever was thought before, it was not billed. Returns by how much more is spent, so nothing or less. */
        BigDecimal free() {
            synchronized (SpendingBudget.this) {
                return end(false).add(bill(BigDecimal.ZERO));
            }
        }

        private BigDecimal bill(BigDecimal amount) {
            BigDecimal change = amount.subtract(billed);
            billed = amount;
            spent = spent.add(change);
            return change;
        }
    }

    /** An item whose cost nobody can tell. */
    BudgetExceededException unknownCost() {
        BigDecimal left = left();
        return new BudgetExceededException(
                "What it costs cannot be told, and there is a budget of $" + limit.toPlainString()
                        + " (option budget of the fan-out). Nothing was sent. Option allowUnknownCost lets such items"
                        + " pass, uncounted; a local picture, whose size can be read, has an estimate.",
                null,
                left,
                FalException.Origin.LOCAL,
                null);
    }
}
