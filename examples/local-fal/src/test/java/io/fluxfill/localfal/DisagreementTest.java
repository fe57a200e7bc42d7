package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxfill.localfal.Caller.Reply;
import io.fluxfill.localfal.Caller.Stream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DisagreementTest {
    @Test
    void statusCode() {
        held(
                Disagreement.STATUS_ALWAYS_OK,
                (caller, id) -> assertThat(caller.status(id).status()).isEqualTo(200));
    }

    @Test
    void submitCode() {
        with(
                Disagreement.SUBMIT_ACCEPTED,
                caller -> assertThat(caller.submit(Caller.input()).status()).isEqualTo(202));
    }

    @Test
    void submitFields() {
        with(
                Disagreement.SUBMIT_IDS_ONLY,
                caller -> assertThat(
                                caller.submit(Caller.input()).object().keySet().toString())
                        .isEqualTo("[request_id, gateway_request_id]"));
    }

    @Test
    void cancelWhileQueued() {
        held(Disagreement.CANCEL_QUEUED_OK, (caller, id) -> {
            Reply cancel = caller.cancel(caller.accepted(Caller.input()));
            assertThat(cancel.status()).isEqualTo(200);
            assertThat(cancel.text("status")).isEqualTo("OK");
        });
    }

    @Test
    void cancelWhileRunning() {
        Gate gate = new Gate();
        try (Caller caller =
                Caller.of(LocalFalOptions.builder().painter(gate).disagreements(Disagreement.CANCEL_RUNNING_IGNORED))) {
            String id = caller.accepted(Caller.input());
            caller.await(id, "IN_PROGRESS");
            assertThat(caller.cancel(id).status()).isEqualTo(202);
            gate.open();

            assertThat(caller.finished(id).status()).isEqualTo(200);
        }
    }

    @Test
    void logWindow() {
        LocalFalOptions.Builder options = Caller.instant()
                .serviceTime(Duration.ofMillis(100))
                .logWindow(Duration.ofMillis(50))
                .disagreements(Disagreement.LOGS_WINDOW);
        try (Caller caller = Caller.of(options)) {
            String id = caller.accepted(Caller.input());

            assertThat(caller.await(id, "COMPLETED").messages()).containsExactly("request finished with 200");
        }
    }

    @Test
    void lateLogs() {
        held(
                Disagreement.LOGS_LATE,
                (caller, id) -> assertThat(caller.status(id).messages()).isNotEmpty());
        with(Disagreement.LOGS_LATE, caller -> {
            String id = caller.accepted(Caller.input());
            assertThat(caller.await(id, "COMPLETED").messages()).containsExactly("request picked up by a runner");
            assertThat(caller.status(id).messages())
                    .containsExactly("request picked up by a runner", "request finished with 200");
        });
    }

    @Test
    void missingLogs() {
        with(Disagreement.LOGS_MISSING, caller -> {
            String id = caller.accepted(Caller.input());
            assertThat(caller.await(id, "COMPLETED").object().containsKey("logs"))
                    .isFalse();
            assertThat(caller.stream(id, "?logs=1").events().get(0).containsKey("logs"))
                    .isFalse();
        });
    }

    @Test
    void logLabels() {
        with(Disagreement.LOGS_LABELS, caller -> {
            Reply status = caller.await(caller.accepted(Caller.input()), "COMPLETED");
            assertThat(status.list("logs").get(0).get("labels")).isEqualTo(Map.of("level", "INFO", "source", "USER"));
            assertThat(status.list("logs").get(0).containsKey("level")).isFalse();
        });
    }

    @Test
    void failedStatus() {
        held(Disagreement.FAILED_STATUS_BARE, (caller, id) -> {
            String queued = caller.accepted(Caller.input());
            caller.cancel(queued);
            assertThat(caller.status(queued).object().containsKey("error")).isFalse();
            assertThat(caller.result(queued).status()).isEqualTo(499);
        });
    }

    @Test
    void metrics() {
        with(
                Disagreement.METRICS_NULL,
                caller -> assertThat(done(caller).containsKey("metrics")
                                && done(caller).get("metrics") == null)
                        .isTrue());
        with(
                Disagreement.METRICS_MISSING,
                caller -> assertThat(done(caller).containsKey("metrics")).isFalse());
        with(
                Disagreement.METRICS_TIME_NULL,
                caller ->
                        assertThat(String.valueOf(done(caller).get("metrics"))).isEqualTo("{inference_time=null}"));
    }

    private static Map<?, ?> done(Caller caller) {
        return caller.await(caller.accepted(Caller.input()), "COMPLETED").object();
    }

    @Test
    void earlyResult() {
        held(null, (caller, id) -> {
            assertThat(caller.result(id).status()).isEqualTo(400);
            assertThat(caller.result(id).text("detail")).isEqualTo("Request is still in progress");
        });
        held(Disagreement.EARLY_RESULT_ACCEPTED, (caller, id) -> {
            assertThat(caller.result(id).status()).isEqualTo(202);
            assertThat(caller.result(id).text("status")).isEqualTo("IN_PROGRESS");
        });
        held(
                Disagreement.EARLY_RESULT_NOT_FOUND,
                (caller, id) -> assertThat(caller.result(id).status()).isEqualTo(404));
    }

    @Test
    void retryHeader() {
        Faults faults = Faults.of(FaultRule.on(Route.WORK).platformError(503, "runner_disconnected"));
        try (Caller caller = Caller.of(Caller.instant().faults(faults).disagreements(Disagreement.RETRYABLE_HEADER))) {
            Reply reply = caller.run(Caller.input());
            assertThat(reply.header("x-fal-retryable")).isEqualTo("true");
            assertThat(reply.header("x-fal-needs-retry")).isNull();
        }
    }

    @Test
    void timings() {
        with(
                null,
                caller -> assertThat(caller.run(Caller.input()).object().get("timings"))
                        .isEqualTo(Map.of()));
        with(
                Disagreement.TIMINGS_INFERENCE,
                caller -> assertThat(caller.run(Caller.input()).text("timings")).startsWith("{inference="));
        with(
                Disagreement.TIMINGS_MISSING,
                caller -> assertThat(caller.run(Caller.input()).object().containsKey("timings"))
                        .isFalse());
    }

    @Test
    void imageFields() {
        with(
                Disagreement.IMAGE_BARE,
                caller -> assertThat(caller.run(Caller.input())
                                .list("images")
                                .get(0)
                                .keySet()
                                .toString())
                        .isEqualTo("[url, content_type]"));
        with(
                Disagreement.IMAGE_FILE_FIELDS,
                caller -> assertThat(caller.run(Caller.input())
                                .list("images")
                                .get(0)
                                .keySet()
                                .toString())
                        .isEqualTo("[url, width, height, content_type, file_name, file_size]"));
    }

    @Test
    void nsfw() {
        with(Disagreement.NSFW_REFUSED, caller -> {
            Reply reply = caller.run(Caller.input("prompt", "nsfw"));
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.each("type")).containsExactly("content_policy_violation");
            assertThat(reply.each("url")).containsExactly("https://docs.fal.ai/errors/#content_policy_violation");
        });
    }

    @Test
    void streamThatIsClosedAbruptly() {
        with(Disagreement.SSE_ABRUPT_CLOSE, caller -> {
            String id = caller.accepted(Caller.input());
            Stream stream = caller.stream(id, "");
            assertThat(stream.states()).doesNotContain("COMPLETED");
            assertThat(stream.comments()).contains("broken");
        });
    }

    @Test
    void streamThatRepeatsItself() {
        with(Disagreement.SSE_REPEATED, caller -> {
            String id = caller.accepted(Caller.input());
            caller.await(id, "COMPLETED");
            assertThat(caller.stream(id, "").states()).containsExactly("COMPLETED", "COMPLETED");
        });
    }

    @Test
    void streamWithOtherLineEnds() {
        with(Disagreement.SSE_CRLF, caller -> {
            String id = caller.accepted(Caller.input());
            caller.await(id, "COMPLETED");
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), caller.server.port())) {
                String request = "GET " + caller.request(id, "/status/stream").getRawPath()
                        + " HTTP/1.0\r\nAuthorization: Key a:b\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains("}\r\n\r\n");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void noQuestionHasTwoAnswers() {
        LocalFalOptions.Builder options = LocalFalOptions.builder();
        assertThatThrownBy(() -> options.disagreements(Disagreement.METRICS_NULL, Disagreement.METRICS_MISSING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("metrics");
        assertThat(List.of(Disagreement.values()))
                .allSatisfy(side -> assertThat(side.row()).isNotBlank());
    }

    private static LocalFalOptions.Builder taking(@Nullable Disagreement side) {
        return side == null
                ? LocalFalOptions.builder()
                : LocalFalOptions.builder().disagreements(side);
    }

    private static void with(@Nullable Disagreement side, Consumer<Caller> test) {
        try (Caller caller = Caller.of(taking(side).painter(Caller.INSTANT))) {
            test.accept(caller);
        }
    }

    /** With one runner, and one request that is in progress all the time. */
    private static void held(@Nullable Disagreement side, BiConsumer<Caller, String> test) {
        Gate gate = new Gate();
        try (Caller caller = Caller.of(taking(side).painter(gate).runners(1))) {
            String id = caller.accepted(Caller.input());
            Gate.await(gate.entered);
            test.accept(caller, id);
            gate.open();
        }
    }
}
