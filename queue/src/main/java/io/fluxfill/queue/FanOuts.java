package io.fluxfill.queue;

import io.fluxfill.Endpoint;
import io.fluxfill.error.FalException;
import io.fluxfill.error.TransportException;
import io.fluxfill.queue.QueueUpdate.Completed;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Many owned requests, one per item, each with exactly one outcome. */
final class FanOuts<I, O> {
    private final OwnedRuns<I, O> runs;
    private final Endpoint<I, O> endpoint;

    FanOuts(OwnedRuns<I, O> runs, Endpoint<I, O> endpoint) {
        this.runs = runs;
        this.endpoint = endpoint;
    }

    <K> Flux<Outcome<K, O>> outcomes(
            Publisher<? extends K> items, Function<? super K, ? extends I> toInput, FanOut<K> fanOut) {
        Objects.requireNonNull(toInput, "toInput");
        return FanOutRun.<K, Outcome<K, O>>of(
                items,
                fanOut,
                (key, item) -> ItemOutcome.of(
                        run(() -> toInput.apply(key), item),
                        item,
                        completed -> succeeded(key, completed),
                        error -> failed(key, item, error)),
                outcome -> outcome);
    }

    private <K> Mono<Completed<O>> run(Supplier<I> input, FanOutItem<K> item) {
        return item.waits()
                ? item.admitted(input, endpoint).flatMap(admitted -> runs.toResult(admitted, item))
                : Mono.defer(() -> runs.toResult(item.begun(input), item));
    }

    <K> Flux<ItemUpdate<K, O>> updates(
            Publisher<? extends K> items, Function<? super K, ? extends I> toInput, FanOut<K> fanOut) {
        Objects.requireNonNull(toInput, "toInput");
        return FanOutRun.<K, ItemUpdate<K, O>>of(
                items,
                fanOut,
                (key, item) -> runWithUpdates(() -> toInput.apply(key), item)
                        .<ItemUpdate<K, O>>map(update -> new ItemUpdate.Progress<>(key, update))
                        .onErrorResume(error -> Mono.just(new ItemUpdate.Finished<>(failed(key, item, error))))
                        // An error would overtake here what nobody has taken yet; so it comes as a value.
                        .concatMapIterable(FanOuts::withOutcome, 1)
                        .doFinally(signal -> item.left()),
                update -> update instanceof ItemUpdate.Finished<K, O> finished ? finished.outcome() : null);
    }

    private <K> Flux<QueueUpdate<O>> runWithUpdates(Supplier<I> input, FanOutItem<K> item) {
        return item.waits()
                ? item.admitted(input, endpoint)
                        .flatMapMany(admitted -> runs.withUpdates(admitted, item, Duration.ZERO))
                : Flux.defer(() -> runs.withUpdates(item.begun(input), item, Duration.ZERO));
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

    private static <K, O> Outcome<K, O> failed(K key, FanOutItem<K> item, Throwable error) {
        FalException known = error instanceof FalException expected
                ? expected
                : new TransportException(
                        "Unexpected: " + error, true, new FalException.Origin(null, null, false), error);
        item.failed(known);
        return new Outcome.Failed<>(key, known);
    }
}
