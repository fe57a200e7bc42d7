package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.RequestHandle;
import io.fluxfill.SubmitOptions;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillResult;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.WriteWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Answers of the queue, spoiled by chance: each is read, or refused by an exception that the transport turns into ours. */
class QueueFuzzTest {
    private static final int AT_LEAST = Integer.getInteger("fluxfill.fuzz.atLeast", 20_000) / 4;
    private static final long SEED =
            Long.getLong("fluxfill.fuzz.seed", AT_LEAST == 5_000 ? 20261122 : System.currentTimeMillis());
    private static final RequestHandle HANDLE = new RequestHandle("fal-ai/flux-pro/v1/fill", "req-1");
    private static final List<String> ANSWERS = List.of(
            "{\"status\":\"IN_QUEUE\",\"request_id\":\"req-1\",\"queue_position\":3}",
            "{\"status\":\"IN_PROGRESS\",\"logs\":[{\"message\":\"a\",\"level\":\"INFO\",\"source\":\"USER\","
                    + "\"timestamp\":\"2026-01-01T00:00:00Z\",\"labels\":{\"level\":\"x\"}},\"b\",null]}",
            "{\"status\":\"COMPLETED\",\"metrics\":{\"inference_time\":2.5},\"error\":\"x\",\"error_type\":\"y\"}",
            "{\"status\":\"CANCELLATION_REQUESTED\",\"success\":true}",
            "{\"request_id\":\"../../x\",\"status_url\":\"http://evil.example\"}");
    private static final List<String> TOKENS = List.of(
            "null",
            "true",
            "-1",
            "1e999",
            "99999999999999999999",
            "\"\"",
            "[]",
            "{}",
            "[[[[",
            "\"\\u0000\"",
            "\"../\"",
            "{\"a\":[null,{}]}",
            ",",
            ":",
            "\"",
            "\\",
            "\u0000");

    private final QueueEndpoints<FillResult> endpoints = new QueueEndpoints<>(Fill.PRO);

    @Test
    void everyAnswerIsReadOrRefused() {
        int read = 0;
        for (int i = 0; i < AT_LEAST; i++) {
            long begun = System.nanoTime();
            byte[] body = spoiled(new SplittableRandom(SEED + i));
            try {
                read += read(body);
            } catch (Throwable e) {
                throw new AssertionError("-Dfluxfill.fuzz.seed=" + (SEED + i), e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        }
        assertThat(read).as("some are still right").isGreaterThan(AT_LEAST / 20);
    }

    private int read(byte[] body) {
        int read = 0;
        try {
            QueueStatus status = endpoints.status(HANDLE, true).decoder().decode(body);
            assertThat(status.handle()).isEqualTo(HANDLE);
            assertThat(status.state()).isNotNull();
            assertThat(status.toString()).isNotNull();
            assertThat(status.logs()).doesNotContainNull();
            read++;
        } catch (RuntimeException e) {
            assertThat(e).isNotNull();
        }
        try {
            RequestHandle handle = endpoints
                    .submit(SubmitOptions.none(), new byte[0], WriteWatch.NONE, false)
                    .decoder()
                    .decode(body);
            assertThat(handle.requestId()).matches("[A-Za-z0-9._~:=@+-]+").doesNotStartWith(".");
            read++;
        } catch (RuntimeException e) {
            assertThat(e).isNotNull();
        }
        try {
            for (int status : new int[] {200, 202, 400, 404}) {
                var document = endpoints.cancel(HANDLE).decoder().decode(body);
                assertThat(QueueEndpoints.cancelOutcome(new HttpReply<>(status, Map.of(), document)))
                        .isNotNull();
            }
            read++;
        } catch (RuntimeException e) {
            assertThat(e).isNotNull();
        }
        return read;
    }

    private static byte[] spoiled(SplittableRandom random) {
        byte[] bytes = ANSWERS.get(random.nextInt(ANSWERS.size())).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length + 1);
            int to = at + random.nextInt(Math.min(12, bytes.length - at) + 1);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(bytes, 0, at);
            if (random.nextBoolean()) {
                out.writeBytes(TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8));
            } else {
                out.write(random.nextInt(256));
            }
            out.write(bytes, to, bytes.length - to);
            bytes = out.toByteArray();
        }
        return bytes;
    }
}
