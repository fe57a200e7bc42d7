package io.fluxfill.snippets;

import io.fluxfill.FalClient;
import io.fluxfill.Reply;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.image.ImageSource;
import io.fluxfill.queue.FalQueue;
import java.nio.file.Path;
import reactor.core.publisher.Mono;

/** One edit, from two files to a third. */
public final class RunOne {
    private RunOne() {}

    /** Arguments: picture, mask, where to write. */
    public static void main(String[] args) {
        FalClient client = FalClient.create();
        // Blocking is for main alone.
        System.out.println(run(client, Path.of(args[0]), Path.of(args[1]), Path.of(args[2]))
                .block());
        client.dispose();
    }

    static Mono<Path> run(FalClient client, Path photo, Path mask, Path target) {
        // snippet:run
        FalQueue<FillRequest, FillResult> queue = FalQueue.create(client, Fill.PRO);
        FillRequest request = FillRequest.builder()
                .image(ImageSource.file(photo))
                .mask(ImageSource.file(mask)) // as large as the photo; white is repainted
                .prompt("an empty street, wet cobblestones")
                .build();
        return queue.run(request) // nothing is sent before somebody subscribes
                .map(Reply::output)
                .map(result -> result.images().get(0))
                .flatMap(image -> client.storage().download(image, target));
        // end
    }
}
