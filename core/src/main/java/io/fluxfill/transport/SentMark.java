package io.fluxfill.transport;

import io.fluxfill.error.FalException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Knows of one call whether its bytes may have left. Whoever leaves the call asks here, and from then on nothing more is
 * written: so what was called unsent does not leave after all. One instance per subscription.
 *
 * @since 0.1
 */
public final class SentMark implements WriteWatch {
    private enum State {
        UNSENT,
        SENT,
        LEFT
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.UNSENT);

    /** For one call. */
    public SentMark() {}

    @Override
    public boolean beforeWrite() {
        return state.compareAndExchange(State.UNSENT, State.SENT) != State.LEFT;
    }

    @Override
    public void refused(FalException why) {
        state.compareAndSet(State.SENT, State.UNSENT);
    }

    /** Lets nothing more be written, and says whether something may have been. */
    public boolean leave() {
        return state.getAndSet(State.LEFT) == State.SENT;
    }
}
