package io.fluxfill.queue;

import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.error.DeadlineExceededException.Deadline;
import io.fluxfill.error.FalException;
import io.fluxfill.error.RequestFailedException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Whether fal may have billed what has ended. From fal's pages: neither the wait in the queue nor a 5xx is ever billed; a
 * 422 can be, if a model had worked; {@code x-fal-billable-units: 0} says that nothing was.
 */
final class Billing {
    /** The one 5xx of fal that a status call can have too, while the request runs on. */
    private static final String OF_THE_GATEWAY = "internal_error";

    private Billing() {}

    static boolean mayBeBilled(@Nullable BigDecimal units) {
        return units == null || units.signum() != 0;
    }

    static boolean mayBeBilled(FalException error) {
        if (error.billableUnits() != null) {
            return mayBeBilled(error.billableUnits());
        }
        return !error.isSafeToResubmit() && !neverBegan(error) && !failedAtFal(error);
    }

    private static boolean neverBegan(FalException error) {
        return error instanceof DeadlineExceededException late && late.deadline() == Deadline.START;
    }

    /** A gateway's 5xx, or one without fal's name for it, is about the call and not about the request. */
    private static boolean failedAtFal(FalException error) {
        return error instanceof RequestFailedException failed
                && failed.handle() != null
                && failed.statusCode() >= 500
                && !failed.isIngress()
                && failed.errorType() != null
                && !failed.errorType().equals(OF_THE_GATEWAY);
    }
}
