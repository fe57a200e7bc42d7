package io.fluxfill.snippets;

import io.fluxfill.FalClient;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.fill.OutputFormat;
import io.fluxfill.image.ImageSource;
import reactor.core.publisher.Mono;

/** The synchronous endpoint: one connection, no queue. */
final class Direct {
    private Direct() {}

    static Mono<FillResult> run(FalClient client, String photoUrl, String maskUrl) {
        // snippet:direct
        return client.fill(FillRequest.builder()
                .image(ImageSource.url(photoUrl))
                .mask(ImageSource.url(maskUrl))
                .prompt("a meadow in the morning")
                .outputFormat(OutputFormat.PNG)
                .build());
        // end
    }
}
