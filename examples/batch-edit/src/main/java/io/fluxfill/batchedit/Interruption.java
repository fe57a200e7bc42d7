package io.fluxfill.batchedit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Ctrl-C, or whatever else ends the process politely: the work is told to stop, and the process waits for its end. */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final Sinks.Empty<Void> asked = Sinks.empty();
    private final CountDownLatch settled = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "batch-edit-stop");
    private volatile boolean stopped;

    /** Makes the end of the process such an interruption, until it is closed. */
    void install() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Asks the work to stop, and waits until it has. */
    void stop() {
        stopped = true;
        asked.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
        try {
            if (!settled.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The work did not stop in time; what it submitted may still be running.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean stopped() {
        return stopped;
    }

    /** Completes when the work is to stop. */
    Mono<Void> asked() {
        return asked.asMono();
    }

    @Override
    public void close() {
        settled.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook is what closes this.
            return;
        }
    }
}
