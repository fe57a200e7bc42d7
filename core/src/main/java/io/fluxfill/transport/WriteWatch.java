package io.fluxfill.transport;

import io.fluxfill.error.FalException;

/**
 * Watches the one moment of a call that decides about money: when its bytes begin to leave. Whoever owns what the call
 * creates learns so whether it may just drop the call, or has to wait for its answer.
 *
 * @since 0.1
 */
public interface WriteWatch {
    /** Lets everything pass. */
    WriteWatch NONE = () -> true;

    /**
     * A connection is there, and nothing was written yet; called once per attempt, on the connection's thread.
     *
     * @return false to write nothing and to end the call
     */
    boolean beforeWrite();

    /**
     * The last attempt left nothing behind: it was refused in words, or never written. Another one will follow.
     *
     * @param why what the last attempt failed with
     */
    default void refused(FalException why) {}
}
