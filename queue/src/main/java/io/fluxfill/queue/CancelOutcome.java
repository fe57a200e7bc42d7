package io.fluxfill.queue;

/**
 * What fal answered to a cancel.
 *
 * @since 0.1
 */
public enum CancelOutcome {
    /** It waited, and was taken out of the queue. */
    CANCELLED,
    /** fal accepted the wish. If the request already ran, it may still finish, and be billed. */
    CANCELLATION_REQUESTED,
    /** Too late: its result is there. */
    ALREADY_COMPLETED,
    /** fal does not know it. */
    NOT_FOUND
}
