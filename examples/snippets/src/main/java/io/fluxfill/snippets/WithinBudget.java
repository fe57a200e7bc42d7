package io.fluxfill.snippets;

import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.FanOut;
import io.fluxfill.queue.FanOutMonitor;
import io.fluxfill.queue.FanOutProgress;
import io.fluxfill.queue.Outcome;
import io.fluxfill.queue.SpendingBudget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;

/** Many edits for so much money and no more, with a bar to watch. */
final class WithinBudget {
    private WithinBudget() {}

    static Flux<Outcome<Path, FillResult>> run(
            FalQueue<FillRequest, FillResult> queue, List<Path> photos, Consumer<FanOutProgress> bar, String dollars) {
        // snippet:withinBudget
        FanOutMonitor monitor = FanOutMonitor.expecting(photos.size());
        FanOut<Path> fanOut = FanOut.<Path>maxInFlight(32)
                .budget(SpendingBudget.usd(dollars)) // what does not fit is never sent, nor uploaded
                .stopAfterFailures(20)
                .monitor(monitor);
        return Flux.merge(
                queue.runAll(Flux.fromIterable(photos), RunAll::request, fanOut),
                monitor.progress(Duration.ofSeconds(1)).doOnNext(bar).thenMany(Flux.empty()));
        // end
    }
}
