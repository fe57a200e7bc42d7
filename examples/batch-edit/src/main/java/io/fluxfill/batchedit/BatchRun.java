package io.fluxfill.batchedit;

import io.fluxfill.RequestHandle;
import io.fluxfill.batchedit.RowResult.Status;
import io.fluxfill.error.FalException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.FanOut;
import io.fluxfill.queue.ItemUpdate;
import io.fluxfill.queue.Outcome;
import io.fluxfill.queue.QueueUpdate;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The work itself: submits what was never sent, watches what was, saves the pictures, and journals each step. */
final class BatchRun {
    /** An edit with its request in memory, or with the reason why there is none. */
    private record Job(
            Edit edit,
            @Nullable FillRequest request,
            @Nullable IOException problem) {
        FillRequest orFail() {
            if (request == null) {
                throw new IllegalArgumentException(Sentences.of(Objects.requireNonNull(problem)), problem);
            }
            return request;
        }
    }

    private final FalQueue<FillRequest, FillResult> queue;
    private final Pictures pictures;
    private final Journal journal;
    private final int concurrency;
    private final Map<Integer, Long> begun = new ConcurrentHashMap<>();
    private final Map<Integer, RequestHandle> watched = new ConcurrentHashMap<>();

    BatchRun(FalQueue<FillRequest, FillResult> queue, Pictures pictures, Journal journal, int concurrency) {
        this.queue = queue;
        this.pictures = pictures;
        this.journal = journal;
        this.concurrency = concurrency;
    }

    /** Everything that happens, until all have ended. Cancelling cancels at fal what was submitted by this run. */
    Flux<RowEvent> events(List<Plan> plans) {
        return Flux.concat(watch(only(plans, Plan.Watch.class)), submit(only(plans, Plan.Submit.class)));
    }

    /** Cancels what is only watched, too: to be called when the command is stopped. */
    Mono<Void> cancelWatched() {
        return Flux.defer(() -> Flux.fromIterable(List.copyOf(watched.values())))
                .flatMap(handle -> queue.cancel(handle).onErrorComplete(), 16, 1)
                .then();
    }

    /** Whether this run has begun to send or follow it. */
    boolean isBegun(Edit edit) {
        return begun.containsKey(edit.number());
    }

    private static <P extends Plan> List<P> only(List<Plan> plans, Class<P> type) {
        return plans.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private Flux<RowEvent> watch(List<Plan.Watch> plans) {
        return Flux.fromIterable(plans).flatMap(this::watch, concurrency, 1);
    }

    private Flux<RowEvent> watch(Plan.Watch plan) {
        Edit edit = plan.edit();
        return Flux.defer(() -> {
                    begin(edit);
                    watched.put(edit.number(), plan.handle());
                    return queue.watch(plan.handle());
                })
                .concatMap(
                        update -> update instanceof QueueUpdate.Completed<FillResult> completed
                                ? Flux.concat(moved(edit, update), succeeded(edit, completed))
                                : moved(edit, update),
                        1)
                .onErrorResume(FalException.class, error -> failed(edit, error))
                .doFinally(signal -> {
                    if (signal != reactor.core.publisher.SignalType.CANCEL) {
                        watched.remove(edit.number());
                    }
                });
    }

    private Flux<RowEvent> submit(List<Plan.Submit> plans) {
        // Without prefetch, so that an intent is written when its submit is next, and not before.
        Flux<Job> jobs = Flux.fromIterable(plans).concatMap(plan -> prepare(plan.edit()), 0);
        FanOut<Job> fanOut =
                FanOut.<Job>maxInFlight(concurrency).onEnqueued((job, handle) -> journal.handle(job.edit(), handle));
        return queue.runAllWithUpdates(jobs, Job::orFail, fanOut).flatMap(this::event, concurrency, 1);
    }

    private Mono<Job> prepare(Edit edit) {
        return Mono.fromCallable(() -> {
                    begin(edit);
                    return new Job(edit, edit.load(), null);
                })
                .onErrorResume(IOException.class, e -> Mono.just(new Job(edit, null, e)))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(job -> job.request() == null
                        ? Mono.just(job)
                        : journal.intent(edit).thenReturn(job));
    }

    private Mono<RowEvent> event(ItemUpdate<Job, FillResult> update) {
        return update.fold(
                progress -> moved(progress.key().edit(), progress.update()), finished -> ended(finished.outcome()));
    }

    private Mono<RowEvent> ended(Outcome<Job, FillResult> outcome) {
        Edit edit = outcome.key().edit();
        return outcome.fold(
                ok -> succeeded(edit, new QueueUpdate.Completed<>(ok.handle(), ok.reply(), ok.metrics(), List.of(), 0)),
                bad -> failed(edit, bad.error()));
    }

    private static Mono<RowEvent> moved(Edit edit, QueueUpdate<FillResult> update) {
        return Mono.just(new RowEvent.Moved(edit, update));
    }

    private Mono<RowEvent> succeeded(Edit edit, QueueUpdate.Completed<FillResult> completed) {
        double seconds = seconds(edit);
        return pictures.save(edit, completed, seconds)
                .flatMap(result -> journal.done(edit, result).thenReturn(result))
                .<RowEvent>map(RowEvent.Ended::new)
                .onErrorResume(FalException.class, error -> failed(edit, completed.handle(), error));
    }

    private Mono<RowEvent> failed(Edit edit, FalException error) {
        return failed(edit, error.handle(), error);
    }

    private Mono<RowEvent> failed(Edit edit, @Nullable RequestHandle handle, FalException error) {
        boolean unknown = error instanceof OutcomeUnknownException && handle == null;
        String sentence = Sentences.of(error);
        if (error instanceof RequestNotFoundException) {
            sentence = "Its request is unknown to the service, or has expired: " + sentence;
        }
        RowResult result = RowResult.without(
                edit,
                unknown ? Status.UNKNOWN : Status.FAILED,
                handle == null ? error.requestId() : handle.requestId(),
                seconds(edit),
                sentence);
        boolean nothingSent = handle == null && error.isSafeToResubmit();
        return (nothingSent ? journal.refused(edit, sentence) : journal.failed(edit, sentence))
                .thenReturn(new RowEvent.Ended(result));
    }

    private void begin(Edit edit) {
        begun.put(edit.number(), System.nanoTime());
    }

    private double seconds(Edit edit) {
        long since = System.nanoTime() - begun.getOrDefault(edit.number(), System.nanoTime());
        return TimeUnit.NANOSECONDS.toMillis(Math.max(0, since)) / 1000.0;
    }
}
