package io.fluxfill.snippets;

import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.queue.FalQueue;
import reactor.core.publisher.Flux;

/** What happens to a request while it is waited for, as lines for a person. */
final class Progress {
    private Progress() {}

    static Flux<String> run(FalQueue<FillRequest, FillResult> queue, FillRequest request) {
        // snippet:progress
        return queue.runWithUpdates(request)
                .map(update -> update.fold(
                        enqueued -> "accepted as " + enqueued.handle().requestId(),
                        waiting -> "waiting, " + waiting.position() + " before it",
                        running -> "running: " + running.newLogs().size() + " new log lines",
                        other -> other.rawStatus(),
                        completed -> "done, seed " + completed.reply().output().seed()));
        // end
    }
}
