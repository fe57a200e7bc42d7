package io.fluxfill.snippets;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.fill.FillResult;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.QueueUpdate;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One request that many look at, and that outlives the process that submitted it. */
final class ShareAndResume {
    private ShareAndResume() {}

    /** Keep it for as long as there may be viewers, by handle. */
    static Flux<QueueUpdate<FillResult>> share(FalQueue<?, FillResult> queue, RequestHandle handle) {
        // snippet:share
        Flux<QueueUpdate<FillResult>> shared = queue.watch(handle)
                .replay(1) // who comes late sees at once where it is
                .refCount(1, Duration.ofSeconds(5)) // one follower; it stops when everybody has been gone for so long
                .onBackpressureLatest(); // a slow viewer waits for nobody, and nobody for it
        // end
        return shared;
    }

    static Mono<FillResult> resume(FalQueue<?, FillResult> queue, String storedJson) {
        // snippet:resume
        RequestHandle handle = RequestHandle.fromJson(storedJson); // handle.toJson() of any earlier version
        return queue.watch(handle)
                .last()
                .flatMap(end -> end instanceof QueueUpdate.Completed<FillResult> completed
                        ? Mono.just(completed.reply().output())
                        : Mono.empty())
                .onErrorResume(
                        RequestNotFoundException.class, gone -> Mono.empty()); // unknown or expired: not a failure
        // end
    }
}
