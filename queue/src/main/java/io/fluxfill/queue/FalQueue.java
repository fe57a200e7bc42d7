package io.fluxfill.queue;

import io.fluxfill.Endpoint;
import io.fluxfill.FalClient;
import io.fluxfill.Reply;
import io.fluxfill.RequestHandle;
import io.fluxfill.SubmitOptions;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * fal's queue for one endpoint: requests that are accepted at once, wait their turn, can be watched, and are not lost
 * with a connection.
 *
 * <pre>{@code
 * FalQueue<FillRequest, FillResult> queue = FalQueue.create(client, Fill.PRO);
 * Mono<FillResult> result = queue.run(request).map(Reply::output);
 * }</pre>
 *
 * <p>Everything is cold: nothing happens before a subscription, and each subscription is a request of its own. So
 * {@code run(x).retry()} buys again; {@link io.fluxfill.error.FalException#isSafeToResubmit()} says when that cannot pay
 * twice. Nothing blocks. Errors are {@link io.fluxfill.error.FalException}s, with the handle wherever there is one.
 * Signals come on transport or timer threads, which must not be blocked.
 *
 * <p>Calls that begin with {@code run} own the request: when their subscriber cancels, it is cancelled at fal as well
 * ({@link OnAbandon}), without holding up the caller. All others leave it alone. Operators that cancel upstream on the
 * value they wait for, such as {@code next}, {@code take} and {@code takeUntil}, are such a cancel: put {@code last()}
 * behind {@link #runWithUpdates}, or use {@link #run}.
 *
 * @param <I> the input
 * @param <O> the output
 * @since 0.1
 */
public interface FalQueue<I, O> {

    /** The queue of an endpoint, with all defaults. */
    static <I, O> FalQueue<I, O> create(FalClient client, Endpoint<I, O> endpoint) {
        return create(client, endpoint, QueueOptions.defaults());
    }

    /** The queue of an endpoint. */
    static <I, O> FalQueue<I, O> create(FalClient client, Endpoint<I, O> endpoint, QueueOptions options) {
        return new DefaultFalQueue<>(client, endpoint, options);
    }

    /** A copy whose submits have these options; limits are shared with this one. */
    FalQueue<I, O> with(SubmitOptions submitOptions);

    /**
     * Submits, follows, fetches. Owns the request.
     *
     * @apiNote Each subscription pays. The submit is sent at most once: if its answer gets lost, the error is an
     *     {@link io.fluxfill.error.OutcomeUnknownException}. When following gives up for a broken network, the request is
     *     not cancelled, and the error has its handle: {@link #watch} it later.
     */
    Mono<Reply<O>> run(I input);

    /**
     * As {@link #run}, with what happens on the way: first {@link QueueUpdate.Enqueued}, last
     * {@link QueueUpdate.Completed}, an update between whenever something changed. Owns the request.
     *
     * <p>Following does not wait for demand: for a slow viewer updates are merged into the newest, with the log lines of
     * all, up to {@link QueueOptions#keptLogLines()}; the first and the last are always there.
     */
    Flux<QueueUpdate<O>> runWithUpdates(I input);

    /**
     * Runs many, and gives one outcome per item in the order in which they end. Owns the requests: cancelling cancels
     * all that have not ended.
     *
     * <p>Items are admitted by demand: {@link FanOut#maxInFlight()} at first, whatever the demand, and one more for each
     * outcome taken. An item that fails does not end the others. No more are admitted when {@code items} fails, when fal
     * refuses a submit with 401 or 403, when the client is closed, or when a stop rule of the {@link FanOut} says so. What
     * runs is finished and delivered then, and after it comes the error; a stop rule completes instead. An item that was
     * admitted, and still waits for a place under {@link FanOut#limit}, is not begun any more: its outcome is a
     * {@link io.fluxfill.error.RequestCancelledException} that is safe to resubmit. When only {@code items} has failed,
     * those are still run.
     *
     * <p>Cancelling gives back all places and all money that was reserved at once; what was accepted by then, and may
     * have been billed, is spent.
     *
     * @param toInput makes the input of an item; an exception fails that item alone
     */
    <K> Flux<Outcome<K, O>> runAll(
            Publisher<? extends K> items, Function<? super K, ? extends I> toInput, FanOut<K> fanOut);

    /** As {@link #runAll}, with the progress of every item. */
    <K> Flux<ItemUpdate<K, O>> runAllWithUpdates(
            Publisher<? extends K> items, Function<? super K, ? extends I> toInput, FanOut<K> fanOut);

    /**
     * Submits, and hands the request over: from then on it is the caller's. Cancelling before that cancels what the
     * submit may have made.
     */
    Mono<RequestHandle> submit(I input);

    /**
     * Follows a request from wherever it is, to its result. Cancelling stops the watching only. Slow viewers are treated
     * as in {@link #runWithUpdates}.
     *
     * <p>The handle may come from another process, and from long ago: of a request that fal does not know, or knows no
     * more, the error is a {@link io.fluxfill.error.RequestNotFoundException}, and that says nothing of how it ended. One
     * that failed or was cancelled ends as it did for its owner.
     *
     * <p>Each subscription follows by itself. Many viewers of one request share a follower like this:
     *
     * <pre>{@code
     * Flux<QueueUpdate<FillResult>> shared = queue.watch(handle)
     *         .replay(1)                           // who comes late sees at once where it is
     *         .refCount(1, Duration.ofSeconds(5))  // it stops when everybody has been gone for so long
     *         .onBackpressureLatest();             // a slow viewer waits for nobody, and nobody for it
     * }</pre>
     *
     * <p>Keep {@code shared} for as long as there may be viewers: it holds the newest update, in the end the result. The
     * last operator has to be there: without it, {@code replay}, like {@code publish} and {@code share}, waits for its
     * slowest subscriber. A slow viewer, and one that comes late, misses the log lines of the updates that it misses;
     * {@link #logs} has them all. Who comes after the end gets that same end, be it an error: to follow again, make a new
     * one. On {@code runWithUpdates} the same works, and the last one to leave cancels the request.
     *
     * @throws IllegalArgumentException if the handle is of another endpoint
     */
    Flux<QueueUpdate<O>> watch(RequestHandle handle);

    /**
     * The log lines of a request, each once and in order, until it is completed, however it ended. Of a viewer that is
     * {@link QueueOptions#keptLogLines()} behind, the oldest lines are dropped. Cancelling stops the watching only.
     *
     * @throws IllegalArgumentException if the handle is of another endpoint
     */
    Flux<LogLine> logs(RequestHandle handle);

    /**
     * Where a request is now, with the log lines of fal's window.
     *
     * @throws IllegalArgumentException if the handle is of another endpoint
     */
    Mono<QueueStatus> status(RequestHandle handle);

    /**
     * The result of a request that is completed; if it is not, the error is a
     * {@link io.fluxfill.error.RequestNotReadyException}. Fetch it soon: fal keeps it for an hour, a large one for minutes.
     *
     * @throws IllegalArgumentException if the handle is of another endpoint
     */
    Mono<Reply<O>> result(RequestHandle handle);

    /**
     * Asks fal to cancel a request. That it is too late, or unknown, is an outcome and no error.
     *
     * @throws IllegalArgumentException if the handle is of another endpoint
     */
    Mono<CancelOutcome> cancel(RequestHandle handle);
}
