package io.fluxfill.snippets;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.localfal.LocalFal;

/** fal on this machine, and a client of it. */
record ForTests(LocalFal fal, FalClient client) {
    static ForTests start() {
        // snippet:local
        LocalFal fal = LocalFal.start(); // on a free port of this machine; close() it at the end
        FalClient client = FalClient.create(ClientOptions.builder()
                .apiKey(ApiKey.of("any:key"))
                .runUri(fal.runUri())
                .queueUri(fal.queueUri())
                .restUri(fal.restUri())
                .cdnUri(fal.filesUri())
                .build());
        // end
        return new ForTests(fal, client);
    }
}
