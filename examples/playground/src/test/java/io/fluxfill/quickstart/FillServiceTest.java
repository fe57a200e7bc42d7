package io.fluxfill.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.RequestHandle;
import io.fluxfill.image.Mask;
import io.fluxfill.image.Picture;
import io.fluxfill.image.Region;
import io.fluxfill.localfal.LocalFal;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;

/** What the README shows of a service runs. */
@Timeout(120)
class FillServiceTest {
    @Test
    void submitsAndWatches() {
        try (LocalFal fal = LocalFal.start();
                ConfigurableApplicationContext context = SpringApplication.run(
                        FillService.class,
                        "--server.port=0",
                        "--fal.key=any:key",
                        "--fal.queue=" + fal.queueUri(),
                        "--spring.config.location=optional:classpath:/none/")) {
            String port = context.getEnvironment().getProperty("local.server.port");
            WebTestClient client = WebTestClient.bindToServer(new JdkClientHttpConnector())
                    .baseUrl("http://127.0.0.1:" + port)
                    .responseTimeout(Duration.ofSeconds(30))
                    .build();
            RequestHandle handle = client.post()
                    .uri("/fills")
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue(Map.of(
                            "image", dataUri(Picture.filled(64, 48, 0x6a8f3c).toPng()),
                            "mask",
                                    dataUri(Mask.rectangle(64, 48, new Region(20, 20, 9, 9))
                                            .toPng()),
                            "prompt", "grass"))
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(RequestHandle.class)
                    .returnResult()
                    .getResponseBody();
            assertThat(handle).isNotNull();
            List<String> events = client.get()
                    .uri("/fills/" + handle.requestId())
                    .accept(MediaType.TEXT_EVENT_STREAM)
                    .exchange()
                    .returnResult(String.class)
                    .getResponseBody()
                    .collectList()
                    .block(Duration.ofSeconds(30));
            assertThat(events).isNotEmpty();
            assertThat(events.get(events.size() - 1)).startsWith(fal.filesUri().toString());
            assertThat(fal.stats().submits()).isEqualTo(1);
        }
    }

    private static String dataUri(byte[] png) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }
}
