package io.fluxfill.image;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The threads that pictures are worked on: as few as may be in memory at once, so that who has to wait holds no thread
 * that others need. They are the process's, daemons, and end when there has been nothing to do for a minute. What comes of
 * the work is told on {@code boundedElastic}: who is told may wait there for more of it.
 */
final class PictureThreads {
    /** A whole picture may take some hundred megabytes, and a fan-out would decode as many as there are threads. */
    private static final Scheduler WHOLE =
            threads("fluxfill-picture-", Math.min(4, Runtime.getRuntime().availableProcessors()));

    /** A mask that is looked at takes some 32 MiB, and hardly any time: it is not to wait behind whole pictures. */
    private static final Scheduler MASKS = threads("fluxfill-mask-", 4);

    private PictureThreads() {}

    /** Works on whole pictures. */
    static <T> Mono<T> whole(Mono<T> work) {
        return told(Disk.work(work, WHOLE));
    }

    /** Looks at masks, strip by strip. */
    static <T> Mono<T> masks(Mono<T> work) {
        return told(Disk.work(work, MASKS));
    }

    private static <T> Mono<T> told(Mono<T> work) {
        // Begun from there, too: the queue of these threads has a lock, which an event loop must not wait for.
        return Mono.defer(() -> work.publishOn(Schedulers.boundedElastic()).subscribeOn(Schedulers.boundedElastic()));
    }

    /** Of an executor: what Reactor makes itself would be made of virtual time for good, if the first to ask were a test. */
    private static Scheduler threads(String name, int most) {
        return Schedulers.fromExecutorService(executor(name, most), name);
    }

    private static ThreadPoolExecutor executor(String name, int most) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(most, most, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
