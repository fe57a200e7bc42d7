package io.fluxfill.localfal;

import io.fluxfill.localfal.Job.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that paint. {@link JobQueue} gives them never more jobs than there are threads. */
final class Runners {
    private static final Logger LOG = LoggerFactory.getLogger(Runners.class);

    private final LocalFalOptions options;
    private final FillModel model;
    private final ExecutorService threads;

    Runners(LocalFalOptions options, FillModel model) {
        this.options = options;
        this.model = model;
        // One queue for all threads: Reactor's bounded schedulers have one per thread, and a job that follows another
        // on a
        // thread that is just finishing may be put behind a busy one. A queue without locks, and threads that are there
        // from the beginning: jobs come from event loops, which must not wait.
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                options.runners(),
                options.runners(),
                0,
                TimeUnit.SECONDS,
                new LinkedTransferQueue<>(),
                Runners::thread,
                new ThreadPoolExecutor.DiscardPolicy());
        pool.prestartAllCoreThreads();
        this.threads = pool;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "local-fal-runner");
        thread.setDaemon(true);
        return thread;
    }

    void work(Job job, JobQueue queue) {
        threads.execute(() -> run(job, queue));
    }

    void close() {
        threads.shutdownNow();
    }

    private void run(Job job, JobQueue queue) {
        List<Effect> effects = options.faults().at(Route.WORK);
        @Nullable Outcome outcome;
        job.bind();
        try {
            delay(effects);
            outcome = requeue(effects) == null ? attempt(job, effects) : null;
        } catch (InterruptedException e) {
            outcome = Outcome.cancelled("client_cancelled", "Request cancelled by the client.");
        } catch (RuntimeException | Error e) {
            LOG.warn("request {} failed", job.id(), e);
            outcome = Outcome.of(crash());
        } finally {
            job.unbind();
            // The thread serves another job next; an interrupt that came late was meant for this one.
            Thread.interrupted();
        }
        Duration pause = requeue(effects);
        if (outcome == null && pause != null) {
            queue.requeue(job, pause);
        } else if (outcome != null) {
            queue.finish(job, outcome);
        }
    }

    private static @Nullable Duration requeue(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Requeue requeue) {
                return requeue.pause();
            }
        }
        return null;
    }

    private static void delay(List<Effect> effects) throws InterruptedException {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Delay delay) {
                sleep(delay.time());
            }
        }
    }

    private Outcome attempt(Job job, List<Effect> effects) throws InterruptedException {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Reply reply) {
                return failed(reply.answer().with("x-fal-request-id", job.id()));
            }
        }
        long start = System.nanoTime();
        Duration atLeast = options.serviceTime().get();
        Answer answer = model.answer(job);
        if (answer.status() < 300) {
            job.throwIfStopped();
            sleep(atLeast.minusNanos(System.nanoTime() - start));
        }
        job.log("request finished with " + answer.status(), "INFO");
        return Outcome.of(answer);
    }

    private Outcome failed(Answer answer) {
        String type = answer.headers().get("X-Fal-Error-Type");
        if (type == null) {
            return Outcome.of(Retryability.mark(answer, false, options));
        }
        boolean retryable = answer.status() >= 500;
        return new Outcome(Retryability.mark(answer, retryable, options), "Request failed: " + type, type);
    }

    private Answer crash() {
        return Retryability.mark(Answer.detail(500, "Internal Server Error"), false, options);
    }

    private static void sleep(Duration time) throws InterruptedException {
        if (!time.isNegative() && !time.isZero()) {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        }
    }
}
