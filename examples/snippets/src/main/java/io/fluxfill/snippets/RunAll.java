package io.fluxfill.snippets;

import io.fluxfill.RequestHandle;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.image.ImageSource;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.FanOut;
import java.nio.file.Path;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Many edits at once, each with an outcome of its own. */
final class RunAll {
    private RunAll() {}

    static Flux<String> run(
            FalQueue<FillRequest, FillResult> queue,
            Flux<Path> photos,
            BiFunction<Path, RequestHandle, Mono<Void>> journal) {
        // snippet:runAll
        FanOut<Path> fanOut = FanOut.<Path>maxInFlight(32).onEnqueued(journal); // awaited: an id is never lost
        return queue.runAll(photos, RunAll::request, fanOut)
                .map(outcome -> outcome.fold(
                        done -> done.key() + " is "
                                + done.reply().output().images().get(0).url(),
                        failed -> failed.key() + " failed: " + failed.error().getMessage()));
        // end
    }

    static FillRequest request(Path photo) {
        return FillRequest.builder()
                .image(ImageSource.file(photo))
                .mask(ImageSource.file(photo.resolveSibling("mask.png")))
                .prompt("a clean white background")
                .build();
    }
}
