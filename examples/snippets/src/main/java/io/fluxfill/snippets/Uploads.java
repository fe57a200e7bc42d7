package io.fluxfill.snippets;

import io.fluxfill.FalClient;
import io.fluxfill.ObjectLifecycle;
import io.fluxfill.image.ImageSource;
import io.fluxfill.storage.Upload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongConsumer;
import reactor.core.publisher.Mono;

/** One picture for many edits: uploaded once, named by its URL after that. */
final class Uploads {
    private Uploads() {}

    static Mono<ImageSource> run(FalClient client, Path photo, LongConsumer bar) {
        // snippet:upload
        Upload upload = Upload.file(photo)
                .lifecycle(ObjectLifecycle.expiresAfter(Duration.ofDays(1)))
                .build();
        return client.storage()
                .uploadWithProgress(upload)
                .doOnNext(progress -> bar.accept(progress.bytesSent()))
                .mapNotNull(progress -> progress.url()) // the last element has it
                .last()
                .map(ImageSource::url);
        // end
    }
}
