package io.fluxfill.error;

import org.jspecify.annotations.Nullable;

/**
 * A deadline that the caller had set is over; {@link #deadline()} says which one.
 *
 * @since 0.1
 */
public final class DeadlineExceededException extends FalException {
    private final Deadline deadline;

    /** For what builds on this library, and for tests. */
    public DeadlineExceededException(String message, Deadline deadline, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
        this.deadline = deadline;
    }

    /** Which deadline. */
    public Deadline deadline() {
        return deadline;
    }

    /** The deadlines that a request has. */
    public enum Deadline {
        /** The start timeout that fal keeps: the work was never begun. */
        START,
        /** The time that the caller lets the request wait in fal's queue. */
        QUEUE,
        /** The time that the caller lets the request be worked on. */
        RUNNING,
        /** The time that the caller gives the request as a whole. */
        WHOLE
    }
}
