package io.fluxfill.storage;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;

/** Counts what one upload hands to its connections. */
final class Meter {
    private final Queue<Part> parts = new ConcurrentLinkedQueue<>();
    private volatile Runnable moved = () -> {};

    /** Who is called after each change, on the thread of the content; must not block. */
    void onMove(Runnable moved) {
        this.moved = moved;
    }

    /** Of each part, what its latest attempt has sent. */
    long sent() {
        return parts.stream().mapToLong(part -> part.attempt.get()).sum();
    }

    /** Counts one part. Each subscription is another attempt to send it, and counts from zero. */
    Flux<ByteBuffer> count(Flux<ByteBuffer> content) {
        Part part = new Part();
        parts.add(part);
        return Flux.defer(() -> {
            AtomicLong attempt = new AtomicLong();
            part.attempt = attempt;
            return content.doOnNext(chunk -> {
                attempt.addAndGet(chunk.remaining());
                moved.run();
            });
        });
    }

    /** What one part has sent, by its latest attempt: one that failed may still count for a moment, on its own. */
    private static final class Part {
        private volatile AtomicLong attempt = new AtomicLong();
    }
}
