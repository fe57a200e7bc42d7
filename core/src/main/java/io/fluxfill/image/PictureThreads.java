package io.fluxfill.image;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The threads that whole pictures are worked on, {@code fluxfill-picture-1} and so on: as few as pictures may be in memory
 * at once, so that who has to wait holds no thread that others need. They are the process's, daemons, and end when there
 * has been nothing to do for a minute.
 */
final class PictureThreads {
    /** Each picture may take some hundred megabytes, and a fan-out would decode as many as there are threads. */
    static final int MOST = Math.min(4, Runtime.getRuntime().availableProcessors());

    /** Of an executor: what Reactor makes itself would be made of virtual time for good, if the first to ask were a test. */
    static final Scheduler SCHEDULER = Schedulers.fromExecutorService(executor(), "fluxfill-picture");

    private PictureThreads() {}

    private static ThreadPoolExecutor executor() {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(MOST, MOST, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "fluxfill-picture-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
