package io.fluxfill.storage;

import io.fluxfill.error.TransportException;
import java.util.Objects;

/** fal's REST host was not reached, and every route begins there. */
final class Unreachable extends RuntimeException {
    private Unreachable(TransportException failure) {
        super(null, failure, false, false);
    }

    /** Of a call to that host. */
    static Throwable mark(TransportException failure) {
        return failure.requestWritten() ? failure : new Unreachable(failure);
    }

    Throwable failure() {
        return Objects.requireNonNull(getCause());
    }
}
