package io.fluxfill.transport;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/** Whether bytes of one attempt may have left. */
final class WriteGate {
    private enum State {
        /** Nothing has left yet. */
        CLOSED,
        /** Something may have left. */
        OPEN,
        /** Nothing was written, because nobody wants it any more. */
        REFUSED,
        /** The attempt has ended before anything left, and nothing will. */
        LOCKED
    }

    private final WriteWatch watch;
    private final AtomicReference<State> state = new AtomicReference<>(State.CLOSED);

    WriteGate(WriteWatch watch) {
        this.watch = watch;
    }

    /** Opens just before the first byte is written. */
    void open() {
        if (state.compareAndExchange(State.CLOSED, State.OPEN) == State.LOCKED) {
            throw new CancellationException("The attempt had ended before the request was written.");
        }
        if (!watch.beforeWrite()) {
            state.set(State.REFUSED);
            throw new CancellationException("The caller left before the request was written.");
        }
    }

    /**
     * Whether it was open when the attempt ended. From now on it stays as it is: a timeout may meet a connection that is
     * just about to write, and what was called unsent must not leave after all.
     */
    boolean lock() {
        state.compareAndSet(State.CLOSED, State.LOCKED);
        return state.get() == State.OPEN;
    }

    /**
     * Nobody waits any more. The pool does not take back what it was asked for: it hands a connection to who left long ago,
     * and nothing may be written on it.
     */
    void leave() {
        state.compareAndSet(State.CLOSED, State.LOCKED);
    }

    /** Whether nothing was written because nobody wants it any more. */
    boolean isRefused() {
        return state.get() == State.REFUSED;
    }
}
