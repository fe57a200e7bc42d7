package io.fluxfill.playground;

import io.fluxfill.Reply;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.TransportException;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.FanOut;
import io.fluxfill.queue.InFlightLimit;
import io.fluxfill.queue.ItemUpdate;
import io.fluxfill.queue.Outcome;
import io.fluxfill.queue.QueueUpdate;
import io.fluxfill.queue.SpendingBudget;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Brings edits to their end. What it gives is cold, and writes all that happens to the edits' journals. */
@Component
final class EditRunner {
    private static final Logger LOG = LoggerFactory.getLogger(EditRunner.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int PAUSES = 60;

    private final FalQueue<FillRequest, FillResult> queue;
    private final FalService service;
    private final Pixels pixels;
    private final LocalPaths paths;
    private final FanOut<Job> fanOut;

    EditRunner(
            FalQueue<FillRequest, FillResult> queue,
            FalService service,
            SpendingBudget budget,
            Pixels pixels,
            LocalPaths paths,
            FluxfillProperties properties) {
        this.queue = queue;
        this.service = service;
        this.pixels = pixels;
        this.paths = paths;
        fanOut = FanOut.<Job>maxInFlight(1)
                .limit(InFlightLimit.of(properties.maxInFlight()))
                .budget(budget)
                .onSubmitting(job -> job.edit().submitting())
                .onEnqueued((job, handle) -> accepted(job.edit(), handle));
    }

    private record Job(Edit edit, FillRequest request) {}

    /** Edits of one form, which differ in their seeds. It never fails: what goes wrong is the edits' end. */
    Mono<Void> run(List<Edit> batch) {
        Edit first = batch.get(0);
        return pixels.inputs(first.request(), first.folder())
                .flatMapMany(inputs -> Flux.fromIterable(batch).flatMap(edit -> run(edit, inputs), batch.size(), 1))
                .onErrorResume(error -> Flux.fromIterable(batch)
                        .filter(edit -> !edit.isEnded())
                        .flatMap(edit -> failed(edit, error), batch.size(), 1))
                .then();
    }

    /** A fan-out of its own, so that one that is given up leaves its place in the queue and its money at once. */
    private Mono<Void> run(Edit edit, Inputs inputs) {
        return Mono.fromSupplier(() -> new Job(edit, Form.fill(edit.request(), inputs.image(), inputs.mask())))
                .flatMapMany(job -> queue.runAllWithUpdates(Mono.just(job), Job::request, fanOut))
                .concatMap(this::happened, 1)
                .takeUntilOther(edit.givenUp())
                .onErrorResume(error -> failed(edit, error))
                .then();
    }

    /** The handle is on the disk before anything else is done. One that cannot be written down would be lost. */
    private Mono<Void> accepted(Edit edit, RequestHandle handle) {
        return edit.accepted(handle)
                .onErrorResume(error -> queue.cancel(handle).then(Mono.error(error)))
                .then(Mono.defer(() -> edit.isCancelWanted() ? cancelAtFal(handle) : Mono.empty()));
    }

    private Mono<Void> happened(ItemUpdate<Job, FillResult> update) {
        return update.fold(
                progress -> moved(progress.key().edit(), progress.update()),
                finished -> ended(finished.key().edit(), finished.outcome()));
    }

    /** A line that cannot be written down must end neither this edit nor the others. */
    private static Mono<Void> moved(Edit edit, QueueUpdate<FillResult> update) {
        return told(edit, update).onErrorResume(error -> {
            LOG.error("the progress of edit {} cannot be written down", edit.id(), error);
            return Mono.empty();
        });
    }

    private static Mono<Void> told(Edit edit, QueueUpdate<FillResult> update) {
        EditState now = edit.view().state();
        return update.fold(
                enqueued -> Mono.empty(),
                waiting -> edit.moved(EditState.IN_QUEUE, waiting.position(), waiting.newLogs()),
                running -> edit.moved(EditState.IN_PROGRESS, null, running.newLogs()),
                other -> edit.moved(now, edit.view().queuePosition(), other.newLogs()),
                // The pictures are still to be fetched.
                completed -> edit.moved(EditState.IN_PROGRESS, null, completed.newLogs()));
    }

    private Mono<Void> ended(Edit edit, Outcome<Job, FillResult> outcome) {
        return outcome.fold(done -> finished(edit, done.reply()), failed -> failed(edit, failed.error()));
    }

    /** Follows an edit that fal has, from wherever it is. It never fails. */
    Mono<Void> follow(Edit edit, RequestHandle handle) {
        return edit.toldAgain()
                .thenMany(Flux.defer(() -> queue.watch(handle)))
                .concatMap(update -> moved(edit, update).thenReturn(update))
                .last()
                .retryWhen(Retry.backoff(PAUSES, FIRST_PAUSE)
                        .maxBackoff(LONGEST_PAUSE)
                        .filter(EditRunner::mayPass))
                .flatMap(last -> last instanceof QueueUpdate.Completed<FillResult> completed
                        ? finished(edit, completed.reply())
                        : Mono.error(new IllegalStateException("its following ended without a result")))
                .onErrorResume(error -> failedForGood(edit, Exceptions.isRetryExhausted(error) ? cause(error) : error));
    }

    /** An edit that an earlier run of the service left. Nothing is ever submitted again. */
    Mono<Void> resume(Edit edit) {
        RequestHandle handle = edit.handle();
        if (handle != null && edit.service().equals(service.label()) && service.outlivesUs()) {
            Mono<Void> cancel = edit.isCancelWanted() ? cancelAtFal(handle) : Mono.empty();
            return cancel.then(follow(edit, handle));
        }
        if (edit.isCancelWanted() && !edit.isSubmitted()) {
            return edit.ended(EditView::cancelledBefore);
        }
        return edit.ended(view -> view.ended(EditState.FAILED, left(edit), null));
    }

    private static EditError left(Edit edit) {
        if (edit.handle() != null) {
            return EditError.leftBehind(
                    edit.service().equals(FalService.EMBEDDED)
                            ? "a local-fal that ended with the service"
                            : edit.service() + ", and the service uses another one now");
        }
        return edit.isSubmitted() ? EditError.unknown() : EditError.notSent("The service ended before it was sent");
    }

    /** Asks fal to cancel it; if it is on its way there, as soon as its id is known. */
    Mono<Void> cancel(Edit edit) {
        return edit.cancelWanted().then(Mono.defer(() -> {
            RequestHandle handle = edit.handle();
            return handle == null || edit.isEnded() ? Mono.empty() : cancelAtFal(handle);
        }));
    }

    private Mono<Void> cancelAtFal(RequestHandle handle) {
        return queue.cancel(handle)
                .onErrorResume(error -> {
                    LOG.warn("{} could not be cancelled: {}", handle, error.toString());
                    return Mono.empty();
                })
                .then();
    }

    private Mono<Void> finished(Edit edit, Reply<FillResult> reply) {
        FillResult result = reply.output();
        return Flux.fromIterable(result.images())
                .index()
                .concatMap(numbered -> pixels.fetch(edit, numbered.getT1().intValue(), numbered.getT2()))
                .collectList()
                .flatMap(images ->
                        edit.ended(view -> view.completed(images, text(result.seed()), units(reply.billableUnits()))))
                .onErrorResume(error -> failedForGood(edit, error));
    }

    private Mono<Void> failed(Edit edit, Throwable error) {
        RequestHandle handle = edit.handle();
        boolean isOfRequest = error instanceof FalException && !mayPass(error);
        return handle != null && !isOfRequest ? follow(edit, handle) : failedForGood(edit, error);
    }

    /** Whether it says of the network only, and nothing of the request. */
    private static boolean mayPass(Throwable error) {
        return error instanceof TransportException || error instanceof RateLimitedException;
    }

    private Mono<Void> failedForGood(Edit edit, Throwable error) {
        if (error instanceof ClientClosedException && edit.isSubmitted()) {
            // The service ends; the next one goes on with it, or says that nobody knows.
            return Mono.empty();
        }
        if (!(error instanceof FalException)) {
            LOG.error("edit {} failed", edit.id(), error);
        }
        if (error instanceof RequestCancelledException unasked
                && unasked.handle() == null
                && unasked.getCause() != null
                && !edit.isCancelWanted()) {
            // That it is to be sent could not be written down.
            return failedForGood(edit, unasked.getCause());
        }
        boolean wasCancelled = error instanceof RequestCancelledException
                || (error instanceof RequestNotFoundException && edit.isCancelWanted());
        BigDecimal units = error instanceof FalException fal ? fal.billableUnits() : null;
        return edit.ended(view -> view.ended(
                        wasCancelled ? EditState.CANCELLED : EditState.FAILED,
                        EditError.of(error, paths),
                        units(units)))
                .onErrorResume(unwritable -> {
                    LOG.error("the end of edit {} cannot be written down", edit.id(), unwritable);
                    return Mono.empty();
                });
    }

    /** An edit that was written down, but not all of those that belong to it. */
    Mono<Void> unsent(Edit edit) {
        EditError why = EditError.notSent("What belongs to it could not be written down");
        return edit.ended(view -> view.ended(EditState.FAILED, why, null));
    }

    private static Throwable cause(Throwable error) {
        return error.getCause() == null ? error : error.getCause();
    }

    private static @Nullable String text(@Nullable BigInteger seed) {
        return seed == null ? null : seed.toString();
    }

    private static @Nullable String units(@Nullable BigDecimal units) {
        return units == null ? null : units.toPlainString();
    }
}
