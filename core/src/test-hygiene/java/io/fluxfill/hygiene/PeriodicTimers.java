package io.fluxfill.hygiene;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * A periodic timer that is cancelled takes the lock of its scheduler's queue for a moment. Reactor's own list of exceptions
 * has timers that fire once, and forgets these; and whoever is thrown out while waiting for that lock leaves it locked.
 */
public final class PeriodicTimers implements BlockHoundIntegration {
    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("reactor.core.scheduler.PeriodicWorkerTask", "dispose")
                .allowBlockingCallsInside("reactor.core.scheduler.PeriodicSchedulerTask", "dispose");
    }
}
