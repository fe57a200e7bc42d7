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

    /**
     * fal has accepted a request that this client owns: one of {@code run…}, or a submit that is about to be handed over.
     * {@link #requestLeft} follows exactly once.
     */
    default void requestAccepted() {}

    /** A request is no longer owned: its result or its handle was delivered, it failed, or it was abandoned. */
    default void requestLeft() {}

    /**
     * An owned request was seen to be worked on.
     *
     * @param wait how long it waited for that; if it was seen only when it was completed, the time until then without
     *     the time that fal says the work took
     */
    default void requestStarted(Duration wait) {}

    /**
     * An owned request was seen to be completed, however it ended.
     *
     * @param runTime how long fal says that the work took; if it does not say, from when it was first seen to be worked on
     */
    default void requestRan(Duration runTime) {}

    /**
     * An owned request was found completed by a poll. What a stream tells is told when it happens, and not counted here.
     *
     * @param atMost the time since it was last seen not to be completed: it was noticed no later than that
     */
    default void completionPolled(Duration atMost) {}

    /**
     * A poll was answered, whoever follows.
     *
     * @param status {@code in_queue}, {@code in_progress}, {@code completed} or {@code other}
     */
    default void statusPolled(String status) {}

    /**
     * An owned request is not followed any more: it is completed, or following it ended before.
     *
     * @param polls how often its status was asked for
     * @param bytes of the answers to that, and of the events of its streams, once they are unpacked
     */
    default void requestFollowed(int polls, long bytes) {}

    /**
     * An owned request to whose updates somebody listened is not followed any more.
     *
     * @param lines how many different log lines it brought
     */
    default void logLinesSeen(int lines) {}

    /** The same, but throwing nothing. */
    static ClientMetrics guarded(ClientMetrics metrics) {
        return metrics == NONE || metrics instanceof GuardedMetrics ? metrics : new GuardedMetrics(metrics);
    }
}
