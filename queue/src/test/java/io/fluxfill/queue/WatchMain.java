package io.fluxfill.queue;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.fill.Fill;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Another process, which knows of a request no more than what a file says: {@link ResumeTest} starts it. */
final class WatchMain {
    private WatchMain() {}

    public static void main(String[] args) throws IOException {
        URI queueUri = URI.create(args[0]);
        RequestHandle handle = RequestHandle.fromJson(Files.readString(Path.of(args[1])));
        FalClient client = FalClient.create(ClientOptions.builder()
                .apiKey(ApiKey.of("id:secret"))
                .queueUri(queueUri)
                .build());
        QueueOptions options = QueueOptions.builder()
                .follow(Follow.polling(PollSchedule.fixed(Duration.ofMillis(20))))
                .build();
        FalQueue.create(client, Fill.PRO, options)
                .watch(handle)
                .doOnNext(update -> {
                    System.out.println("state " + update.getClass().getSimpleName());
                    update.newLogs().forEach(line -> System.out.println("log " + line.message()));
                    if (update instanceof QueueUpdate.Completed<io.fluxfill.fill.FillResult> completed) {
                        System.out.println(
                                "images " + completed.reply().output().images().size());
                    }
                })
                .onErrorResume(error -> {
                    System.out.println("error " + error);
                    return reactor.core.publisher.Mono.empty();
                })
                .then(client.disposeLater())
                .block(Duration.ofSeconds(60));
        // Event loops are daemons, but nobody here waits for anything else.
        System.exit(0);
    }
}
