package io.fluxfill.image;

import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Work on files, which blocks. */
final class Disk {
    private Disk() {}

    /**
     * Does it on {@code boundedElastic}. A cancel interrupts it, which the file system reports as a failure of the file:
     * that is no error of anybody's, and nobody is left to hear of it.
     */
    static <T> Mono<T> work(Mono<T> work) {
        return Mono.defer(() -> {
            AtomicBoolean left = new AtomicBoolean();
            return work.onErrorResume(error -> left.get() ? Mono.never() : Mono.error(error))
                    .subscribeOn(Schedulers.boundedElastic())
                    .doOnCancel(() -> left.set(true));
        });
    }
}
