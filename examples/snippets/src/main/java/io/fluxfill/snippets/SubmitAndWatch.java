package io.fluxfill.snippets;

import io.fluxfill.RequestHandle;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.QueueUpdate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Submits in one process and watches in another. */
final class SubmitAndWatch {
    private SubmitAndWatch() {}

    static Mono<String> submit(FalQueue<FillRequest, FillResult> queue, FillRequest request) {
        // snippet:submit
        return queue.submit(request).map(RequestHandle::requestId); // from here on the request is yours
        // end
    }

    static Flux<QueueUpdate<FillResult>> watch(FalQueue<FillRequest, FillResult> queue, String storedId) {
        // snippet:watch
        RequestHandle handle = new RequestHandle("fal-ai/flux-pro/v1/fill", storedId);
        return queue.watch(handle); // cancelling this stops the watching, never the request
        // end
    }
}
