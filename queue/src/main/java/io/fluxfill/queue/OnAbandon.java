package io.fluxfill.queue;

/**
 * What becomes of a request at fal when its owner leaves: when the subscriber of a {@code run…} cancels, or a deadline
 * passes. Closing a connection alone stops nothing there.
 *
 * @since 0.1
 */
public enum OnAbandon {
    /** It is cancelled. What already runs may still finish, and be billed. */
    CANCEL,
    /** It is cancelled if it still waits; what runs is paid for anyway, and its result can be fetched with the handle. */
    CANCEL_IF_QUEUED,
    /** It goes on; its result can be fetched with the handle. */
    LEAVE_RUNNING
}
