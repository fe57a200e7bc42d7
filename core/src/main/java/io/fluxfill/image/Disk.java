package io.fluxfill.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Work on files, which blocks. */
final class Disk {
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

    /** Writes a file beside the target, and puts it in its place; on {@code boundedElastic}. */
    static Mono<Path> replace(Path target, Supplier<byte[]> content) {
        return work(Mono.fromCallable(() -> {
                    // Without the target's own name: that may be as long as names can be.
                    Path temporary = target.toAbsolutePath().resolveSibling("." + UUID.randomUUID() + ".part");
                    try {
                        Files.write(temporary, content.get());
                        return Files.move(
                                temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    } finally {
                        Files.deleteIfExists(temporary);
                    }
                }))
                .onErrorMap(IOException.class, UncheckedIOException::new);
    }
}
