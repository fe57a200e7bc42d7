package io.fluxfill.queue;

import io.fluxfill.error.FalException;
import io.fluxfill.error.TransportException;
import io.fluxfill.queue.QueueUpdate.Completed;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Many owned requests, one per item, each with exactly one outcome. */
final class FanOuts<I, O> {
    private final OwnedRuns<I, O> runs;

    FanOuts(OwnedRuns<I, O> runs) {
        this.runs = runs;
    }

    <K> Flux<Outcome<K, O>> outcomes(
            Publisher<? extends K> items, Function<? super K, ? extends I> toInput, FanOut<K> fanOut) {
        Objects.requireNonNull(toInput, "toInput");
        return FanOutRun.<K, Outcome<K, O>>of(
                items,
                fanOut.maxInFlight(),
                item -> runs.toResult(
                                () -> toInput.apply(item),
                                handle -> fanOut.onEnqueued().apply(item, handle))
                        .<Outcome<K, O>>map(completed -> succeeded(item, completed))
                        .onErrorResume(error -> Mono.just(failed(item, error))),
                outcome -> outcome);
    }

    <K> Flux<ItemUpdate<K, O>> updates(
            Publisher<? extends K> items, Function<? super K, ? extends I> toInput, FanOut<K> fanOut) {
        Objects.requireNonNull(toInput, "toInput");
        return FanOutRun.<K, ItemUpdate<K, O>>of(
                items,
                fanOut.maxInFlight(),
                item -> runs.withUpdates(
                                () -> toInput.apply(item),
                                handle -> fanOut.onEnqueued().apply(item, handle),
                                Duration.ZERO)
                        .<ItemUpdate<K, O>>map(update -> new ItemUpdate.Progress<>(item, update))
                        .onErrorResume(error -> Mono.just(new ItemUpdate.Finished<>(failed(item, error))))
                        // An error would overtake here what nobody has taken yet; so it comes as a value.
                        .concatMapIterable(FanOuts::withOutcome, 1),
                update -> update instanceof ItemUpdate.Finished<K, O> finished ? finished.outcome() : null);
    }

    private static <K, O> List<ItemUpdate<K, O>> withOutcome(ItemUpdate<K, O> update) {
        return update instanceof ItemUpdate.Progress<K, O> progress
                        && progress.update() instanceof Completed<O> completed
                ? List.of(update, new ItemUpdate.Finished<>(succeeded(progress.key(), completed)))
                : List.of(update);
    }

    private static <K, O> Outcome<K, O> succeeded(K item, Completed<O> completed) {
        return new Outcome.Succeeded<>(item, completed.handle(), completed.reply(), completed.metrics());
    }

    private static <K, O> Outcome<K, O> failed(K item, Throwable error) {
        return new Outcome.Failed<>(
                item,
                error instanceof FalException known
                        ? known
                        : new TransportException(
                                "Unexpected: " + error, true, new FalException.Origin(null, null, false), error));
    }
}
