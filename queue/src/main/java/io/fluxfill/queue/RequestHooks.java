package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.FalException;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What somebody who has many requests going does at the moments of one. Any thread may call; nothing may be thrown. */
interface RequestHooks {
    /** For who has only one. */
    RequestHooks NONE = handle -> Mono.empty();

    /** fal accepted it; awaited before it is followed. */
    Publisher<Void> onEnqueued(RequestHandle handle);

    /** Everything from the submit to the result, before it waits for a viewer. */
    default <O> Flux<QueueUpdate<O>> observe(Flux<QueueUpdate<O>> updates) {
        return updates;
    }

    /** An attempt to submit it was refused, or never written, and another one will follow. */
    default void refused(FalException why) {}

    /** Its submit failed, or its owner has left, and fal took on nothing. May come more than once. */
    default void nothingAccepted() {}
}
