package io.fluxfill.metrics;

import io.fluxfill.transport.Call.Operation;
import java.time.Duration;

/**
 * Learns what the client does, in terms of which there are few: no ids, no addresses, no messages. All methods do nothing
 * by default; {@link MicrometerMetrics} records them as meters.
 *
 * <p>Called on the threads of the transport and its timers, so an implementation must not block. What it throws is logged
 * at debug and dropped: counting never changes what a caller gets.
 *
 * @since 0.1
 */
public interface ClientMetrics {
    /** Counts nothing. */
    ClientMetrics NONE = new ClientMetrics() {};

    /** A call was subscribed to. {@link #callFinished} follows exactly once. */
    default void callStarted(Operation operation) {}

    /**
     * A call has ended.
     *
     * @param outcome how, {@link CallOutcome#CANCELLED} if its caller left
     * @param duration all of it, with the retries and the waits between them
     */
    default void callFinished(Operation operation, CallOutcome outcome, Duration duration) {}

    /**
     * A call is going to be sent again.
     *
     * @param fault how its attempt ended
     */
    default void callRetried(Operation operation, CallOutcome fault) {}

    /** A queued request is being cancelled at fal. */
    default void cancelSent(CancelReason reason) {}

    /** A request that was abandoned may run on: cancelling it failed, or it is not known whether there is one. */
    default void cancelFailed(CancelReason reason) {}

    /** The same, but throwing nothing. */
    static ClientMetrics guarded(ClientMetrics metrics) {
        return metrics == NONE || metrics instanceof GuardedMetrics ? metrics : new GuardedMetrics(metrics);
    }
}
