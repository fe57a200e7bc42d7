package io.fluxfill.benchmarks.load;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One round at the server: its requests, from their acceptance to their end, and who watches them. On the event loop. */
final class Round {
    private static final byte[] DATA = Text.ascii("data: ");
    private static final byte[] BLANK = Text.ascii("\n\n");
    private static final byte[] PING = Text.ascii(": ping\n\n");

    final RoundPlan plan;
    final Truth truth = new Truth();
    final SplittableRandom faultRandom;
    private final int id;
    private final EventLoop loop;
    private final SplittableRandom serviceRandom;
    private final ToLongFunction<SplittableRandom> draws;
    private final byte[] idPrefix;
    private final List<Job> jobs = new ArrayList<>();
    private final ArrayDeque<Job> waiting = new ArrayDeque<>();
    private final Text text = new Text();
    private final long heartbeat;
    private int running;
    private int tickets;
    private int left;
    private boolean isOver;

    Round(int id, RoundPlan plan, EventLoop loop) {
        this.id = id;
        this.plan = plan;
        this.loop = loop;
        heartbeat = TimeUnit.MILLISECONDS.toNanos(plan.heartbeat());
        serviceRandom = new SplittableRandom(plan.seed());
        draws = plan.draws();
        idPrefix = Text.ascii(String.format(Locale.ROOT, "%08x-0000-4000-8000-000000000000", id));
        faultRandom = new SplittableRandom(plan.seed() + 1);
    }

    /** Nothing more happens in it. */
    void end() {
        isOver = true;
        for (Job job : jobs) {
            for (JobStream stream : List.copyOf(job.streams)) {
                stream.exchange.cut();
            }
        }
    }

    String report() {
        return truth.json(jobs, plan.ideal(jobs.size()));
    }

    @Nullable
    Job job(String requestId) {
        int index = Integer.parseInt(requestId, 24, 36, 16);
        boolean isOurs = Integer.parseInt(requestId, 0, 8, 16) == id && index < jobs.size();
        return isOurs ? jobs.get(index) : null;
    }

    Job accept(long number, long now) {
        int index = jobs.size();
        Job job = new Job(index, number, requestId(index), draws.applyAsLong(serviceRandom), now);
        jobs.add(job);
        if (!truth.accepted.add(number)) {
            truth.doubled++;
        }
        if (job.service == 0) {
            job.state = Job.State.COMPLETED;
            job.logs = plan.logs();
            job.completedAt = now;
        } else if (plan.runners() == 0 || running < plan.runners()) {
            start(job);
        } else {
            job.ticket = tickets++;
            waiting.add(job);
        }
        return job;
    }

    private byte[] requestId(int index) {
        byte[] requestId = idPrefix.clone();
        for (int i = requestId.length - 1, rest = index; rest > 0; i--, rest >>>= 4) {
            requestId[i] = (byte) Character.forDigit(rest & 15, 16);
        }
        return requestId;
    }

    int position(Job job) {
        return Math.max(0, job.ticket - left);
    }

    private void start(Job job) {
        running++;
        job.state = Job.State.IN_PROGRESS;
        tell(job);
        if (plan.logs() > 0) {
            after(job.service / (2L * plan.logs()), () -> log(job));
        }
        after(job.service, () -> complete(job));
    }

    private void log(Job job) {
        if (job.state == Job.State.COMPLETED) {
            return;
        }
        job.logs++;
        tell(job);
        if (job.logs < plan.logs()) {
            after(job.service / plan.logs(), () -> log(job));
        }
    }

    private void complete(Job job) {
        job.state = Job.State.COMPLETED;
        job.completedAt = System.nanoTime();
        running--;
        // The last timer may be late, but what was worked on was logged.
        int missing = plan.logs() - job.logs;
        job.logs = plan.logs();
        for (JobStream stream : List.copyOf(job.streams)) {
            stream.isOpen = false;
            stream.exchange.end(event(job, stream, job.logs - missing));
        }
        job.streams.clear();
        Job next = waiting.poll();
        while (next != null && next.isCancelled) {
            left++;
            next = waiting.poll();
        }
        if (next != null) {
            left++;
            start(next);
        }
    }

    boolean cancel(Job job) {
        if (job.state == Job.State.COMPLETED) {
            return false;
        }
        job.isCancelled = true;
        return true;
    }

    private void tell(Job job) {
        for (JobStream stream : List.copyOf(job.streams)) {
            if (job.state == Job.State.IN_PROGRESS && job.logs > 0 && !stream.withLogs) {
                continue;
            }
            stream.exchange.more(event(job, stream, Math.max(0, job.logs - 1)));
            if (plan.cuts() && !job.isCut && job.logs >= 2) {
                job.isCut = true;
                stop(job, stream);
                if (job.index % 2 == 0) {
                    stream.exchange.cut();
                } else {
                    stream.exchange.reset();
                }
            }
        }
    }

    /** Everything so far, and then whatever happens. */
    void watch(Job job, Exchange exchange, boolean withLogs) {
        JobStream stream = new JobStream(exchange, withLogs);
        boolean isDone = job.state == Job.State.COMPLETED;
        exchange.open(event(job, stream, 0));
        if (isDone) {
            exchange.end(text.clear());
            return;
        }
        job.streams.add(stream);
        exchange.onGone(() -> stop(job, stream));
        after(heartbeat, () -> ping(stream));
        if (job.state == Job.State.IN_QUEUE) {
            after(TimeUnit.SECONDS.toNanos(1), () -> tick(job, stream));
        }
    }

    private static void stop(Job job, JobStream stream) {
        stream.isOpen = false;
        job.streams.remove(stream);
    }

    private void tick(Job job, JobStream stream) {
        if (stream.isOpen && job.state == Job.State.IN_QUEUE) {
            if (position(job) != stream.position) {
                stream.exchange.more(event(job, stream, 0));
            }
            after(TimeUnit.SECONDS.toNanos(1), () -> tick(job, stream));
        }
    }

    private void ping(JobStream stream) {
        if (stream.isOpen) {
            stream.exchange.more(text.clear().put(PING));
            after(heartbeat, () -> ping(stream));
        }
    }

    private Text event(Job job, JobStream stream, int from) {
        stream.position = position(job);
        text.clear().put(DATA);
        Documents.status(text, job, stream.position, stream.withLogs ? from : -1);
        return text.put(BLANK);
    }

    private void after(long nanos, Runnable task) {
        var unused = loop.schedule(
                () -> {
                    if (!isOver) {
                        task.run();
                    }
                },
                nanos,
                TimeUnit.NANOSECONDS);
    }
}
