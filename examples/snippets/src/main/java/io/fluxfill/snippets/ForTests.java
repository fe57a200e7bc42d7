package io.fluxfill.snippets;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import java.net.URI;

/** A client of a server on this machine. */
final class ForTests {
    private ForTests() {}

    static FalClient client(URI runUri, URI queueUri) {
        // snippet:local
        return FalClient.create(ClientOptions.builder()
                .apiKey(ApiKey.of("any:key"))
                .runUri(runUri)
                .queueUri(queueUri)
                .build());
        // end
    }
}
