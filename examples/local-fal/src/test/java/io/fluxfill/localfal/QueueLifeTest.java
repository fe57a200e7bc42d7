package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.Caller.Reply;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueLifeTest {
    @Test
    void aSubmitIsFollowedToItsResult() {
        try (Caller caller = Caller.of(LocalFalOptions.builder().logLines("a line of mine"))) {
            Reply submit = caller.submit(Caller.input("seed", 42, "num_images", 2, "output_format", "png"));
            String id = submit.text("request_id");

            assertThat(submit.status()).isEqualTo(200);
            assertThat(submit.text("status")).isEqualTo("IN_QUEUE");
            assertThat(submit.text("gateway_request_id")).isEqualTo(id);
            assertThat(submit.text("response_url"))
                    .isEqualTo(caller.request(id, "").toString());
            assertThat(submit.text("status_url"))
                    .isEqualTo(caller.request(id, "/status").toString());
            assertThat(submit.text("cancel_url"))
                    .isEqualTo(caller.request(id, "/cancel").toString());
            assertThat(submit.object().get("queue_position")).isEqualTo(0);
            assertThat(submit.header("x-fal-request-id")).isEqualTo(id);

            Reply completed = caller.await(id, "COMPLETED");
            assertThat(completed.status()).isEqualTo(200);
            assertThat(completed.messages()).contains("a line of mine");
            assertThat(completed.list("logs")).allSatisfy(line -> {
                assertThat(line.get("level")).isEqualTo("INFO");
                assertThat(line.get("source")).isEqualTo("USER");
                assertThat(String.valueOf(line.get("timestamp")))
                        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
            });
            assertThat(completed.object().get("metrics")).isInstanceOf(Map.class);

            Reply result = caller.result(id);
            assertThat(result.status()).isEqualTo(200);
            assertThat(result.header("x-fal-billable-units")).isEqualTo("2");
            assertThat(result.header("x-fal-request-id")).isEqualTo(id);
            assertThat(result.object().get("seed")).isEqualTo(42);
            assertThat(result.object().get("has_nsfw_concepts")).isEqualTo(List.of(false, false));
            assertThat(result.text("prompt")).isEqualTo("a red door");
            assertThat(result.list("images")).hasSize(2).allSatisfy(image -> {
                assertThat(image.get("width")).isEqualTo(16);
                assertThat(image.get("height")).isEqualTo(12);
                assertThat(image.get("content_type")).isEqualTo("image/png");
                Reply file = caller.send("GET", URI.create(String.valueOf(image.get("url"))), "", "Authorization", "");
                assertThat(file.status()).isEqualTo(200);
                assertThat(file.header("content-type")).isEqualTo("image/png");
            });
        }
    }

    @Test
    void theSynchronousRunAnswersWithTheOutputItself() {
        try (Caller caller = Caller.of(LocalFalOptions.builder())) {
            Reply reply = caller.run(Caller.input("sync_mode", true));

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("x-fal-request-id")).isNotNull();
            assertThat(reply.header("x-fal-billable-units")).isEqualTo("1");
            assertThat(String.valueOf(reply.list("images").get(0).get("url"))).startsWith("data:image/jpeg;base64,");
        }
    }
}
