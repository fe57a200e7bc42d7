package io.fluxfill.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxfill.transport.JsonCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the harness proves is worth as much as this server's bookkeeping. */
@Timeout(60)
class LoadServerTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable LoadServer server;
    private String uri = "";

    @BeforeEach
    void start() throws Exception {
        LoadServer started = new LoadServer(128, 0);
        server = started;
        uri = "http://127.0.0.1:" + started.port();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(uri + path))
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> submit(long number) throws Exception {
        return call("POST", "/fal-ai/flux-pro/v1/fill", "{\"prompt\":\"#" + number + "# a street\"}");
    }

    private static String id(HttpResponse<String> accepted) {
        return String.valueOf(JsonCodec.document()
                .decode(accepted.body().getBytes(StandardCharsets.UTF_8))
                .get("request_id"));
    }

    private Map<String, @Nullable Object> end() throws Exception {
        return JsonCodec.document()
                .decode(call("POST", "/control/end", "").body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFillFromSubmitToResult() throws Exception {
        call("POST", "/control/begin?service=zero&logs=2", "");
        String request = "/fal-ai/flux-pro/requests/" + id(submit(7));
        assertThat(call("GET", request + "/status?logs=1", "").body())
                .contains("\"COMPLETED\"", "step 0", "step 1")
                .doesNotContain("step 2");
        assertThat(call("GET", request + "/status/stream", "").body())
                .startsWith("data: {\"status\":\"COMPLETED\"")
                .endsWith("}\n\n");
        assertThat(call("GET", request, "").body()).contains("\"images\"", "#7#");
        assertThat(end())
                .containsEntry("submit", 1)
                .containsEntry("requests", 4)
                .containsEntry("fetched", 1)
                .containsEntry("unfetched", 0)
                .containsEntry("doubled", 0);
    }

    @Test
    void whatIsNotDoneIsNotHandedOut() throws Exception {
        call("POST", "/control/begin?service=fixed:60000", "");
        String request = "/fal-ai/flux-pro/requests/" + id(submit(1));
        HttpResponse<String> status = call("GET", request + "/status", "");
        assertThat(status.statusCode()).isEqualTo(202);
        assertThat(status.body()).contains("\"IN_PROGRESS\"");
        assertThat(call("GET", request, "").statusCode()).isEqualTo(400);
        assertThat(call("PUT", request + "/cancel", "").statusCode()).isEqualTo(202);
    }

    @Test
    void aDoubledSubmitAndARequestThatIsForgottenAreSeen() throws Exception {
        call("POST", "/control/begin?service=zero", "");
        submit(3);
        call("GET", "/fal-ai/flux-pro/requests/" + id(submit(3)), "");
        assertThat(end()).containsEntry("doubled", 1).containsEntry("unfetched", 1);
    }

    @Test
    void aRunnerTakesOneAtATime() throws Exception {
        call("POST", "/control/begin?service=fixed:60000&runners=1", "");
        submit(1);
        submit(2);
        HttpResponse<String> third = submit(3);
        assertThat(call("GET", "/fal-ai/flux-pro/requests/" + id(third) + "/status", "")
                        .body())
                .contains("\"IN_QUEUE\"", "\"queue_position\":1");
        assertThat(RoundPlan.parse("service=fixed:100&runners=2").ideal(5)).isEqualTo(300_000_000);
    }

    @Test
    void whoDoesNotWaitIsSeen() throws Exception {
        call("POST", "/control/begin?service=zero&faults=true&seed=" + seedWhoseFirstIs(FaultDraw.TOO_MANY), "");
        HttpResponse<String> refused = submit(1);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        submit(1);
        assertThat(end()).containsEntry("early", 1).containsEntry("refused429", 1);
    }

    @Test
    void aSubmitThatWasAcceptedAndLostIsKnownAsLost() throws Exception {
        call("POST", "/control/begin?service=zero&faults=true&seed=" + seedWhoseFirstIs(FaultDraw.RESET_AFTER), "");
        assertThatThrownBy(() -> submit(9)).isInstanceOf(IOException.class);
        Map<String, @Nullable Object> truth = end();
        // The JDK's client sends it again on a broken connection, as may happen to anybody.
        assertThat(truth).containsEntry("lost", List.of(9));
        assertThat(truth.get("accepted")).isEqualTo(1);
    }

    private static long seedWhoseFirstIs(FaultDraw wanted) {
        long seed = 0;
        while (FaultDraw.next(new SplittableRandom(seed + 1)) != wanted) {
            seed++;
        }
        return seed;
    }
}
