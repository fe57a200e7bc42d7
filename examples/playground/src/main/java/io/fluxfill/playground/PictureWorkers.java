package io.fluxfill.playground;

import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The few threads that decode and encode pictures: each picture takes much memory, and more threads than cores gain nothing. */
@Component
final class PictureWorkers implements AutoCloseable {
    private static final int AT_ONCE = 2;
    private static final int WAITING = 10_000;

    private final Scheduler scheduler = Schedulers.newBoundedElastic(AT_ONCE, WAITING, "playground-pictures");

    <T> Mono<T> work(Callable<T> work) {
        return Mono.fromCallable(() -> {
                    try {
                        return work.call();
                    } catch (OutOfMemoryError e) {
                        // Reactor tells nobody of it, and whoever waits would wait for ever.
                        throw ProblemException.of(
                                422,
                                "Too large for this service",
                                "The picture needs more memory than there is: lower fluxfill.max-megapixels, or give it more"
                                        + " with -Xmx.");
                    }
                })
                .subscribeOn(scheduler)
                .onErrorMap(
                        RejectedExecutionException.class,
                        full -> ProblemException.of(
                                503, "Too busy", "Too many pictures wait to be worked on: try again in a minute."))
                .publishOn(Schedulers.parallel());
    }

    @Override
    public void close() {
        scheduler.dispose();
    }
}
