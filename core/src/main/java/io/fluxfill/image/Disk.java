package io.fluxfill.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Work on files, which blocks. */
final class Disk {
    private static final int BUFFER = 1 << 16;

    private Disk() {}

    /**
     * Does it on {@code boundedElastic}. A cancel interrupts it, which the file system reports as a failure of the file:
     * that is no error of anybody's, and nobody is left to hear of it.
     */
    static <T> Mono<T> work(Mono<T> work) {
        return Mono.defer(() -> work(work, Schedulers.boundedElastic()));
    }

    /** As {@link #work(Mono)}, on other threads. */
    static <T> Mono<T> work(Mono<T> work, Scheduler threads) {
        return Mono.defer(() -> {
            AtomicBoolean left = new AtomicBoolean();
            return work.onErrorResume(error -> left.get() ? Mono.never() : Mono.error(error))
                    .subscribeOn(threads)
                    .doOnCancel(() -> left.set(true));
        });
    }

    /** What a file is to hold. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes a file beside the target, and puts it in its place; on {@code boundedElastic}. */
    static Mono<Path> replace(Path target, Content content) {
        return work(Mono.fromCallable(() -> {
                    // Without the target's own name: that may be as long as names can be.
                    Path temporary = target.toAbsolutePath().resolveSibling("." + UUID.randomUUID() + ".part");
                    try {
                        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER)) {
                            content.writeTo(out);
                        }
                        return Files.move(
                                temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    } catch (OutOfMemoryError e) {
                        // Reactor would tell nobody, and whoever waits for the file would wait for ever.
                        throw new IOException(
                                target.getFileName() + " needs more memory than there is: give this Java more (-Xmx).",
                                e);
                    } finally {
                        Files.deleteIfExists(temporary);
                    }
                }))
                .onErrorMap(IOException.class, UncheckedIOException::new);
    }
}
