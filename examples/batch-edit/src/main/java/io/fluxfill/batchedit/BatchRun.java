package io.fluxfill.batchedit;

import io.fluxfill.RequestHandle;
import io.fluxfill.batchedit.RowResult.Status;
import io.fluxfill.error.ContentRejectedException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.error.RequestFailedException;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The work itself: submits what was never sent, watches what was, saves the pictures, and journals each step. */
final class BatchRun {
    /** How many requests are made ready ahead of their submits: working on large pictures takes longer than sending them. */
    private static final int AHEAD = 4;

    /** An edit with its request in memory until that is submitted, or with the reason why there is none. */
    private static final class Job {
        private final Edit edit;
        private final @Nullable Exception problem;
        private final AtomicReference<@Nullable FillRequest> request;

        Job(Edit edit, @Nullable FillRequest request, @Nullable Exception problem) {
            this.edit = edit;
            this.problem = problem;
            this.request = new AtomicReference<>(request);
        }

        Edit edit() {
            return edit;
        }

        /** The request, once: it is as large as its pictures, and this is kept until its edit has ended. */
        FillRequest orFail() {
            FillRequest ready = request.getAndSet(null);
            if (ready == null) {
                throw new IllegalArgumentException(
                        problem == null ? "The request was submitted already." : Sentences.of(problem), problem);
            }
            return ready;
        }
    }

    private final FalQueue<FillRequest, FillResult> queue;
    private final Pictures pictures;
    private final Journal journal;
    private final Service service;
    private final int concurrency;
    private final Map<Integer, Long> begun = new ConcurrentHashMap<>();
    private final Map<Integer, Plan.Watch> watched = new ConcurrentHashMap<>();
    /** What this run submitted and has no end of, and what it cancelled of that of earlier runs. */
    private final Map<Edit, RequestHandle> unended = new ConcurrentHashMap<>();

    BatchRun(
            FalQueue<FillRequest, FillResult> queue,
            Pictures pictures,
            Journal journal,
            Service service,
            int concurrency) {
        this.queue = queue;
        this.pictures = pictures;
        this.journal = journal;
        this.service = service;
        this.concurrency = concurrency;
    }

    /** Everything that happens, until all have ended. Cancelling cancels at fal what was submitted by this run. */
    Flux<RowEvent> events(List<Plan> plans) {
        return Flux.concat(watch(only(plans, Plan.Watch.class)), submit(only(plans, Plan.Submit.class)));
    }

    /** Cancels what is only watched, too: to be called when the command is stopped. */
    Mono<Void> cancelWatched() {
        return Flux.defer(() -> Flux.fromIterable(List.copyOf(watched.values())))
                .flatMap(
                        plan -> queue.cancel(plan.handle())
                                .doOnNext(outcome -> unended.put(plan.edit(), plan.handle()))
                                .onErrorComplete(),
                        16,
                        1)
                .then();
    }

    /**
     * Writes down what was cancelled because the run ended early: only what the service itself calls cancelled, because
     * it will be submitted again. To be called when the cancels have been answered; a running request goes on for a
     * while after that answer, and may still end well, so that each is followed to its end. Of all else, and of what
     * has not ended when this is cancelled, the journal keeps the handle, and a resume asks what became of it.
     */
    Mono<Void> writeCancelled() {
        return Flux.defer(() -> Flux.fromIterable(Map.copyOf(unended).entrySet()))
                .flatMap(
                        entry -> queue.watch(entry.getValue())
                                .then()
                                .onErrorResume(
                                        RequestCancelledException.class,
                                        error -> journal.cancelled(entry.getKey(), "The run was stopped."))
                                .onErrorComplete(),
                        concurrency,
                        1)
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
        return together(Flux.fromIterable(plans), this::watch);
    }

    private Flux<RowEvent> watch(Plan.Watch plan) {
        Edit edit = plan.edit();
        return Flux.defer(() -> {
                    begin(edit);
                    watched.put(edit.number(), plan);
                    return queue.watch(plan.handle());
                })
                .concatMap(
                        update -> update instanceof QueueUpdate.Completed<FillResult> completed
                                ? Flux.concat(moved(edit, update), succeeded(edit, completed))
                                : moved(edit, update),
                        1)
                .onErrorResume(FalException.class, error -> failed(edit, plan.handle(), error))
                .doFinally(signal -> {
                    if (signal != reactor.core.publisher.SignalType.CANCEL) {
                        watched.remove(edit.number());
                    }
                });
    }

    private Flux<RowEvent> submit(List<Plan.Submit> plans) {
        // Without prefetch, so that an intent is written when its submit is next, and not before. The picture work of a
        // plan comes first: nobody who dies in it has to wonder whether something was paid.
        Flux<Job> jobs = Flux.fromIterable(plans)
                .flatMapSequential(plan -> prepare(plan.edit()), Math.min(AHEAD, concurrency), 1)
                .concatMap(this::announce, 0);
        FanOut<Job> fanOut = FanOut.<Job>maxInFlight(concurrency).onEnqueued(this::enqueued);
        return queue.runAllWithUpdates(jobs, Job::orFail, fanOut)
                .doOnNext(this::disown)
                .transform(updates -> together(updates, this::event));
    }

    /** The first failure ends all, and those that come with it are not left over for a log: they are the same disk. */
    private <T> Flux<RowEvent> together(Flux<T> source, Function<T, Publisher<RowEvent>> work) {
        return source.flatMap(
                        item -> Flux.from(work.apply(item)).materialize().filter(signal -> !signal.isOnComplete()),
                        concurrency,
                        1)
                .dematerialize();
    }

    private Mono<Void> enqueued(Job job, RequestHandle handle) {
        unended.put(job.edit(), handle);
        return journal.handle(job.edit(), handle);
    }

    private void disown(ItemUpdate<Job, FillResult> update) {
        boolean over = update.fold(progress -> progress.update().isCompleted(), finished -> true);
        if (over) {
            unended.remove(update.key().edit());
        }
    }

    private Mono<Job> prepare(Edit edit) {
        return edit.request()
                .map(request -> new Job(edit, request, null))
                .onErrorResume(IOException.class, e -> Mono.just(new Job(edit, null, e)))
                .onErrorResume(FalException.class, e -> Mono.just(new Job(edit, null, e)));
    }

    private Mono<Job> announce(Job job) {
        // Hidden, as only then it waits to be asked for: it is subscribed to before its turn, and an intent written
        // then
        // would be one without a submit.
        return Mono.just(job)
                .hide()
                .doOnNext(next -> begin(next.edit()))
                .flatMap(next ->
                        next.problem == null ? journal.intent(next.edit()).thenReturn(next) : Mono.just(next));
    }

    private Mono<RowEvent> event(ItemUpdate<Job, FillResult> update) {
        return update.fold(
                progress -> moved(progress.key().edit(), progress.update()), finished -> ended(finished.outcome()));
    }

    private Mono<RowEvent> ended(Outcome<Job, FillResult> outcome) {
        Edit edit = outcome.key().edit();
        return outcome.fold(
                ok -> succeeded(edit, new QueueUpdate.Completed<>(ok.handle(), ok.reply(), ok.metrics(), List.of(), 0)),
                bad -> bad.key().problem == null ? failed(edit, bad.error()) : notSent(edit, bad.error()));
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

    /** Without an intent there is nothing that could be refused: an earlier submit may still be paid. */
    private Mono<RowEvent> notSent(Edit edit, FalException error) {
        String sentence = service.hint(error);
        RowResult result = RowResult.without(edit, Status.FAILED, null, seconds(edit), sentence);
        return journal.notSent(edit, sentence).thenReturn(new RowEvent.Ended(result));
    }

    private Mono<RowEvent> failed(Edit edit, FalException error) {
        return failed(edit, error.handle(), error);
    }

    private Mono<RowEvent> failed(Edit edit, @Nullable RequestHandle handle, FalException error) {
        boolean unknown = error instanceof OutcomeUnknownException && handle == null;
        String sentence = service.hint(error);
        boolean lost = error instanceof RequestNotFoundException && handle != null;
        if (lost) {
            sentence = "Its request is unknown to the service, or has expired, and may have been paid: " + sentence
                    + " Submit it again with --resume and --resubmit-unknown.";
        } else if (handle != null && service.outlivesRun() && (mayGoOn(error) || isUnfinished(error))) {
            sentence += " Follow it with --resume.";
        }
        RowResult result = RowResult.without(
                edit,
                unknown ? Status.UNKNOWN : Status.FAILED,
                handle == null ? error.requestId() : handle.requestId(),
                seconds(edit),
                sentence);
        boolean nothingSent = handle == null && error.isSafeToResubmit();
        Mono<Void> line;
        if (lost) {
            line = journal.lost(edit, sentence);
        } else if (error instanceof RequestCancelledException && handle != null) {
            line = journal.cancelled(edit, sentence);
        } else {
            line = nothingSent ? journal.refused(edit, sentence) : journal.failed(edit, sentence);
        }
        return line.thenReturn(new RowEvent.Ended(result));
    }

    /** Whether the request itself has not ended by this error. */
    private static boolean mayGoOn(FalException error) {
        return !(error instanceof RequestCancelledException
                || error instanceof ContentRejectedException
                || error instanceof InvalidRequestException
                || (error instanceof RequestFailedException failed && !failed.isIngress()));
    }

    /** Whether the request ended well, and only its picture could not be put into its place here. */
    private static boolean isUnfinished(FalException error) {
        return error instanceof InvalidRequestException && error.handle() == null;
    }

    private void begin(Edit edit) {
        begun.put(edit.number(), System.nanoTime());
    }

    private double seconds(Edit edit) {
        long since = System.nanoTime() - begun.getOrDefault(edit.number(), System.nanoTime());
        return TimeUnit.NANOSECONDS.toMillis(Math.max(0, since)) / 1000.0;
    }
}
