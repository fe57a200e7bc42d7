package io.fluxfill.transport;

import java.util.concurrent.CancellationException;

/** Whether bytes of one attempt may have left. */
final class WriteGate {
    private final WriteWatch watch;
    private volatile boolean open;
    private volatile boolean refused;

    WriteGate(WriteWatch watch) {
        this.watch = watch;
    }

    /** Opens just before the first byte is written. */
    void open() {
        if (!watch.beforeWrite()) {
            refused = true;
            throw new CancellationException("The caller left before the request was written.");
        }
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    /** Whether nothing was written because nobody wants it any more. */
    boolean isRefused() {
        return refused;
    }
}
