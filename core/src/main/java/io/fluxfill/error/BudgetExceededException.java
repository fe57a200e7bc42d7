package io.fluxfill.error;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A budget that the caller had set has no room for the request. Nothing was sent.
 *
 * @since 0.1
 */
public final class BudgetExceededException extends FalException {
    private final @Nullable BigDecimal estimate;
    private final BigDecimal left;

    /** For what builds on this library, and for tests. */
    public BudgetExceededException(
            String message, @Nullable BigDecimal estimate, BigDecimal left, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
        this.estimate = estimate;
        this.left = left;
    }

    /** What the request is expected to cost, in US dollars; null if that could not be told. */
    public @Nullable BigDecimal estimate() {
        return estimate;
    }

    /** What was left of the budget when the request was refused, in US dollars. */
    public BigDecimal left() {
        return left;
    }
}
