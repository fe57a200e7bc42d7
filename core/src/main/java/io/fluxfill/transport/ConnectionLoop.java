package io.fluxfill.transport;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * The event loop of one exchange's connection, where its cancel belongs: on another thread Reactor Netty may look whether
 * the exchange still runs, find that it does, and close the connection after it went back to the pool, under whoever has
 * it next. Nothing is written any more from when it is cancelled.
 */
final class ConnectionLoop {
    private final WriteGate gate;
    private volatile @Nullable EventLoop loop;

    ConnectionLoop(WriteGate gate) {
        this.gate = gate;
    }

    void is(EventLoop loop) {
        this.loop = loop;
    }

    /** Without a connection there is nothing to hop to. */
    void cancel(Subscription exchange) {
        gate.leave();
        EventLoop known = loop;
        if (known == null || known.inEventLoop()) {
            exchange.cancel();
            return;
        }
        try {
            known.execute(exchange::cancel);
        } catch (RejectedExecutionException e) {
            exchange.cancel();
        }
    }

    /**
     * Runs it behind what the loop does now. Only then is the connection of an exchange that has just ended back in its
     * pool; before, what follows would take another one, or open it.
     */
    void next(Runnable task) {
        EventLoop known = loop;
        if (known == null || !known.inEventLoop()) {
            task.run();
            return;
        }
        try {
            known.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }
}
