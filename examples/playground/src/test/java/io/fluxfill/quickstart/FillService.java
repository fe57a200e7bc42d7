package io.fluxfill.quickstart;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.image.ImageSource;
import io.fluxfill.metrics.MicrometerMetrics;
import io.fluxfill.queue.FalQueue;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

// snippet:spring
@SpringBootApplication
class FillService {
    @Bean(destroyMethod = "dispose")
    FalClient falClient(
            @Value("${fal.key}") ApiKey key,
            @Value("${fal.queue:https://queue.fal.run}") URI queue,
            MeterRegistry meters) {
        return FalClient.builder()
                .options(ClientOptions.builder().apiKey(key).queueUri(queue).build())
                .metrics(new MicrometerMetrics(meters))
                .build();
    }

    @Bean
    FalQueue<FillRequest, FillResult> falQueue(FalClient client) {
        return FalQueue.create(client, Fill.PRO);
    }
}

@RestController
class FillController {
    record Form(String image, String mask, String prompt) {}

    private final FalQueue<FillRequest, FillResult> queue;

    FillController(FalQueue<FillRequest, FillResult> queue) {
        this.queue = queue;
    }

    @PostMapping("/fills")
    Mono<RequestHandle> submit(@RequestBody Form form) { // write the handle down: with it everything can be resumed
        return queue.submit(FillRequest.builder()
                .image(ImageSource.url(form.image()))
                .mask(ImageSource.url(form.mask()))
                .prompt(form.prompt())
                .build());
    }

    @GetMapping(path = "/fills/{id}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<String>> watch(@PathVariable String id) { // who closes the tab stops watching, nothing else
        return queue.watch(new RequestHandle("fal-ai/flux-pro/v1/fill", id))
                .map(update -> update.fold(
                        enqueued -> "accepted",
                        waiting -> "waiting, " + waiting.position() + " before it",
                        running -> "running",
                        other -> other.rawStatus(),
                        done -> done.reply().output().images().get(0).url()))
                .map(text -> ServerSentEvent.builder(text).build());
    }
}
// end
