package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.FalException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.fill.Fill;
import io.fluxfill.hygiene.PoolGauges;
import io.fluxfill.transport.Call.Operation;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/**
 * Answers that were right once, spoiled by chance: each ends in a value or a {@code FalException}. A slice runs with every
 * build; the profile {@code fuzz} runs the whole. A failure names its case: {@code -Dfluxfill.fuzz.seed} begins there.
 */
@ResourceLock("virtual time")
class ReplyFuzzTest {
    private static final int AT_LEAST = Integer.getInteger("fluxfill.fuzz.atLeast", 0);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("fluxfill.fuzz.seconds", 7));
    /** A build tries the same ones each time, the profile others. */
    private static final long SEED =
            Long.getLong("fluxfill.fuzz.seed", AT_LEAST == 0 ? 20261122 : System.currentTimeMillis());

    private static final Duration SLOW = Duration.ofSeconds(20);

    private static final List<String> DOCUMENTS = List.of(
            "{\"images\":[{\"url\":\"https://v3.fal.media/files/a.png?sig=hush\",\"width\":512,\"height\":512.0,"
                    + "\"content_type\":\"image/png\",\"file_name\":\"a.png\",\"file_size\":1234},"
                    + "{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}],\"timings\":{\"inference\":1.5},"
                    + "\"seed\":18446744073709551615,\"has_nsfw_concepts\":[false,true],\"prompt\":\"A red door\"}",
            "{\"status\":\"IN_QUEUE\",\"request_id\":\"req-1\",\"gateway_request_id\":\"req-1\",\"queue_position\":3,"
                    + "\"response_url\":\"https://queue.fal.run/fal-ai/flux-pro/requests/req-1\"}",
            "{\"status\":\"IN_PROGRESS\",\"logs\":[{\"message\":\"10%\",\"level\":\"INFO\",\"source\":\"USER\","
                    + "\"timestamp\":\"2026-01-01T00:00:00Z\",\"labels\":{\"level\":\"info\"}}],\"metrics\":{\"inference_time\":2.5}}",
            "{\"status\":\"CANCELLATION_REQUESTED\",\"success\":true}",
            "{\"detail\":[{\"loc\":[\"body\",\"images\",2,\"url\"],\"msg\":\"too large\",\"type\":\"image_too_large\","
                    + "\"url\":\"https://docs.fal.ai/errors/#image_too_large\",\"ctx\":{\"max_height\":4096,\"expected\":[\"a\",{\"b\":1}]},"
                    + "\"input\":\"data:image/png;base64,iVBORw0KGgo=\"}]}",
            "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"flagged\",\"type\":\"content_policy_violation\"}]}",
            "{\"detail\":\"Request timed out\",\"error_type\":\"request_timeout\"}",
            "{\"detail\":\"Reached concurrent requests limit of 20\",\"type\":\"concurrent_requests_limit\",\"data\":{\"limit\":20}}",
            "{\"detail\":\"User is locked. Reason: Exhausted balance. Key " + KEY + "\"}",
            "{\"detail\":{\"message\":\"an object\",\"type\":\"x\"}}",
            "{\"detail\":[\"one\",\"two\"]}",
            "{\"status\":\"NOT_FOUND\"}",
            "{\"error\":{\"type\":\"validation_error\",\"message\":\"No such id\",\"docs_url\":\"https://x/y?z=1\",\"request_id\":\"r\"}}");
    private static final String STREAM = String.join(
            "\n\n",
            ": hello",
            "event: status\ndata: {\"status\":\"IN_QUEUE\",\"queue_position\":1}",
            "id: 7\r\ndata: {\"status\":\r\ndata: \"IN_PROGRESS\"}\r\n\r\ndata\rretry: 10\r\rdata: \u00e4\u20ac\ud83d\ude00",
            "");
    private static final List<Integer> STATUSES = List.of(
            200, 200, 200, 201, 202, 204, 299, 301, 307, 400, 401, 403, 404, 408, 409, 410, 413, 418, 422, 422, 422,
            429, 499, 500, 502, 503, 504, 520, 524, 599);
    private static final List<String> WAITS =
            List.of("1", "0", "99999999999999999999999", "-1", "1.5", "Fri, 31 Dec 1999 23:59:59 GMT", "");
    private static final List<String> UNITS = List.of("0", "3.14159265", "1e999999999", "-7", "NaN", "");
    private static final Map<String, List<String>> HEADERS = Map.of(
            "Retry-After", WAITS,
            "x-fal-billable-units", UNITS,
            "x-fal-request-id", List.of("req-1", KEY, "", "x".repeat(5000), "\u202e"),
            "Content-Type", List.of("application/json", "text/html; charset=\"", "text/event-stream"),
            "X-Fal-Error-Type", List.of("internal_error", "request_timeout", "content_policy_violation"),
            "X-Fal-Needs-Retry", List.of("1", "0", "true", "?"),
            "X-Fal-Retryable", List.of("true", "false"),
            "X-Fal-Request-Timeout-Type", List.of("user", " ", "other"));

    private final ClientOptions options = TestCalls.options(URI.create("http://127.0.0.1:1"))
            .resultLimit(50_000)
            .replyLimit(20_000)
            .errorLimit(10_000)
            .build();
    private final Faults faults = new Faults(options);
    private final ReplyReader reader = new ReplyReader(options, faults);
    private final RetryPolicy policy = RetryPolicy.of(options);
    private final AtomicInteger dropped = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> lastDropped = new AtomicReference<>();

    @BeforeEach
    void watchWhatIsDropped() {
        Hooks.onErrorDropped(error -> {
            dropped.incrementAndGet();
            lastDropped.set(error);
        });
    }

    @AfterEach
    void nothingWasDropped() {
        Hooks.resetOnErrorDropped();
        assertThat(dropped).as("dropped: %s", lastDropped.get()).hasValue(0);
    }

    /** One case by its number. */
    private interface Case {
        void run(Mutator mutator) throws IOException;
    }

    /** Until the time is over, and at least as many as were asked for. */
    private static int forAsLongAsThereIsTime(int atLeast, Case one) {
        long start = System.nanoTime();
        int cases = 0;
        while (System.nanoTime() - start < TIME.toNanos() || cases < atLeast) {
            long seed = SEED + cases;
            long begun = System.nanoTime();
            try {
                one.run(new Mutator(seed));
            } catch (Throwable e) {
                throw new AssertionError("-Dfluxfill.fuzz.seed=" + seed, e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("-Dfluxfill.fuzz.seed=%d", seed)
                    .isLessThan(SLOW);
            cases++;
        }
        System.out.println(cases + " cases from seed " + SEED);
        return cases;
    }

    @Test
    void everyAnswerEndsInAValueOrAnErrorOfOurs() {
        int cases = forAsLongAsThereIsTime(AT_LEAST, mutator -> {
            Call<?> call = call(mutator);
            byte[] body = mutator.json(mutator.oneOf(DOCUMENTS));
            List<Object> ends = new ArrayList<>();
            Disposable reading = reader.read(
                            call, mutator.oneOf(STATUSES), headers(mutator), Flux.fromIterable(mutator.cut(body)))
                    .subscribe(ends::add, ends::add);
            assertThat(reading.isDisposed()).isTrue();
            assertThat(ends).as("it has ended, once").hasSize(1);
            if (ends.get(0) instanceof HttpReply<?> reply) {
                assertThat(reply.toReply().toString()).isNotNull();
                checkWait(reply.retryAfter());
            } else {
                check(call, (Throwable) ends.get(0));
            }
        });
        assertThat(cases).isGreaterThan(1000);
    }

    private void check(Call<?> call, Throwable error) {
        assertThat(error).isInstanceOf(FalException.class);
        assertThat(error.toString())
                .hasSizeLessThan(6000)
                .doesNotContain("0123456789abcdef")
                .doesNotContain("\n");
        checkWait(policy.delay(call, error, 0, Duration.ZERO));
        if (error instanceof ReplyFormatException) {
            assertThat(((FalException) error).isSafeToResubmit()).isEqualTo(call.operation() == Operation.UPLOAD);
        }
    }

    private static void checkWait(@Nullable Duration wait) {
        assertThat(wait == null || !wait.isNegative()).as("wait %s", wait).isTrue();
    }

    private static Map<String, String> headers(Mutator mutator) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        HEADERS.forEach((name, values) -> {
            if (mutator.random().nextInt(3) == 0) {
                headers.put(name, mutator.text(values));
            }
        });
        return headers;
    }

    private static Call<?> call(Mutator mutator) {
        Operation operation = mutator.oneOf(List.of(Operation.values()));
        JsonCodec.Decoder<?> decoder =
                operation == Operation.RUN || operation == Operation.RESULT ? Fill.PRO.decoder() : JsonCodec.document();
        Call.Builder<?> call = operation == Operation.DOWNLOAD || operation == Operation.UPLOAD
                ? Call.elsewhere(operation, "PUT", URI.create("http://127.0.0.1:1/a?sig=hush"), JsonCodec.document())
                : Call.to(
                        operation,
                        operation == Operation.RUN || operation == Operation.SUBMIT ? "POST" : "GET",
                        Call.Origin.QUEUE,
                        "/a/b",
                        decoder);
        boolean isOfRequest =
                operation == Operation.STATUS || operation == Operation.RESULT || operation == Operation.CANCEL;
        return (isOfRequest ? call.handle(new RequestHandle("a/b", "req-1")) : call).build();
    }

    @Test
    void everyStreamGivesTheSameEventsWhereverItIsCut() {
        forAsLongAsThereIsTime(AT_LEAST / 4, mutator -> {
            byte[] stream =
                    mutator.bytes(STREAM.repeat(1 + mutator.random().nextInt(3)).getBytes(StandardCharsets.UTF_8));
            int limit = 1 + mutator.random().nextInt(200);
            List<Object> whole = events(limit, List.of(stream));
            List<Object> parts = events(limit, mutator.cut(stream));
            assertThat(parts).isEqualTo(whole);
        });
    }

    /** The events, and a mark if one was too large. */
    private static List<Object> events(int limit, List<byte[]> parts) {
        EventDecoder decoder = new EventDecoder(limit);
        List<Object> events = new ArrayList<>();
        try {
            for (byte[] part : parts) {
                events.addAll(decoder.decode(part));
                if (decoder.isOverflown()) {
                    events.add("overflow");
                    return events;
                }
            }
        } catch (Faults.LimitReached e) {
            events.add("overflow");
        }
        return events;
    }

    @Test
    void everyHeaderIsReadOrLeftAlone() {
        forAsLongAsThereIsTime(0, mutator -> {
            Duration wait = RetryAfter.parse(mutator.text(WAITS), Instant.EPOCH);
            checkWait(wait);
            var units = new HttpReply<>(200, Map.of("x-fal-billable-units", mutator.text(UNITS)), "x").toReply();
            assertThat(units.toString()).hasSizeLessThan(200);
        });
    }

    /** The whole answer, head and all, over a socket. */
    @Test
    void whateverComesOverTheWireEndsInAValueOrAnErrorOfOurs() throws IOException {
        try (RawServer server = new RawServer((raw, socket) -> {
            String head = raw.readRequest(socket);
            long seed = Long.parseLong(head.substring(head.indexOf("/case/") + 6, head.indexOf("/end")));
            for (byte[] part : new Mutator(seed).cut(wire(new Mutator(~seed)))) {
                socket.getOutputStream().write(part);
                socket.getOutputStream().flush();
            }
        })) {
            PoolGauges pools = new PoolGauges();
            FalClient client = FalClient.builder()
                    .options(TestCalls.options(server.uri())
                            .maxAttempts(1)
                            .idleTimeout(Duration.ofSeconds(10))
                            .resultLimit(50_000)
                            .replyLimit(20_000)
                            .eventLimit(300)
                            .build())
                    .httpClient(pools)
                    .build();
            forAsLongAsThereIsTime(AT_LEAST / 40, mutator -> {
                long seed = mutator.random().nextLong(Long.MAX_VALUE);
                Flux.from(ask(client, seed))
                        .then()
                        .onErrorResume(error -> {
                            assertThat(error).as("case %d", seed).isInstanceOf(FalException.class);
                            return Mono.empty();
                        })
                        .block(Duration.ofSeconds(20));
            });
            pools.awaitNobody();
            client.dispose();
        }
    }

    private static Publisher<?> ask(FalClient client, long seed) {
        String path = "/case/" + seed + "/end";
        return switch ((int) (seed % 4)) {
            case 0 ->
                client.transport()
                        .events(Call.to(Operation.STREAM, "GET", Call.Origin.QUEUE, path, JsonCodec.document())
                                .build());
            case 1 ->
                client.transport()
                        .bytes(Call.download(client.options().queueUri().resolve(path)));
            case 2 ->
                client.transport()
                        .exchange(Call.to(Operation.RUN, "POST", Call.Origin.RUN, path, Fill.PRO.decoder())
                                .body(new byte[] {'{', '}'})
                                .build());
            default ->
                client.transport()
                        .exchange(Call.to(Operation.STATUS, "GET", Call.Origin.QUEUE, path, JsonCodec.document())
                                .build());
        };
    }

    private static byte[] wire(Mutator mutator) {
        boolean isStream = mutator.random().nextInt(4) == 0;
        String body = isStream ? STREAM : mutator.oneOf(DOCUMENTS);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + mutator.oneOf(STATUSES) + " OK\r\n");
        head.append(isStream ? "Content-Type: text/event-stream\r\n" : "");
        HEADERS.forEach((name, values) -> {
            if (mutator.random().nextInt(4) == 0) {
                head.append(name).append(": ").append(mutator.oneOf(values)).append("\r\n");
            }
        });
        byte[] content = isStream ? STREAM.getBytes(StandardCharsets.UTF_8) : mutator.json(body);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        String framed = switch (mutator.random().nextInt(3)) {
            case 0 -> "Content-Length: " + text.length() + "\r\n\r\n" + text;
            case 1 ->
                "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(text.length()) + "\r\n" + text
                        + "\r\n0\r\n\r\n";
            default -> "Connection: close\r\n\r\n" + text;
        };
        byte[] whole = (head + framed).getBytes(StandardCharsets.ISO_8859_1);
        return mutator.random().nextInt(4) == 0 ? whole : mutator.bytes(whole);
    }
}
