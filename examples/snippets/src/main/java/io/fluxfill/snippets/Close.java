package io.fluxfill.snippets;

import io.fluxfill.FalClient;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** The end of a service. */
final class Close {
    private Close() {}

    static Mono<Void> run(FalClient client) {
        // snippet:close
        return client.disposeLater(
                Duration.ofMinutes(2)); // nothing new; what runs may end, then it is cancelled at fal
        // end
    }
}
