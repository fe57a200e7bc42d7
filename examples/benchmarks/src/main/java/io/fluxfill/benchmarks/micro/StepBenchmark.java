package io.fluxfill.benchmarks.micro;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.Reply;
import io.fluxfill.RequestHandle;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.image.ImageSource;
import io.fluxfill.queue.FalQueue;
import io.fluxfill.queue.Follow;
import io.fluxfill.queue.LogLine;
import io.fluxfill.queue.PollContext;
import io.fluxfill.queue.PollSchedule;
import io.fluxfill.queue.QueueOptions;
import io.fluxfill.queue.QueueStatus;
import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of one fill each, as the queue does it, over a transport that answers at once: the decoding of a status and of a
 * result with the call around it, the encoding of a request, the telling of new log lines from old ones, the decision when
 * to poll next.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StepBenchmark {
    private static final RequestHandle HANDLE =
            new RequestHandle("fal-ai/flux-pro/v1/fill", "3f1c9a52-8d0e-4b7a-9c65-2e7d1f40ab93");
    private static final int WINDOWS = 10;
    private static final int LINES = 20;

    private final FalClient client = client(CannedTransport.answering(status("IN_PROGRESS", 5)));
    private final FalQueue<FillRequest, FillResult> statuses = FalQueue.create(client, Fill.PRO);
    private final FalQueue<FillRequest, FillResult> results =
            FalQueue.create(client(CannedTransport.answering(result())), Fill.PRO);
    private final FalQueue<FillRequest, FillResult> windows = FalQueue.create(
            client(CannedTransport.streaming(IntStream.rangeClosed(1, WINDOWS)
                    .mapToObj(window -> new ServerEvent(
                            "message",
                            new String(
                                    status(window == WINDOWS ? "COMPLETED" : "IN_PROGRESS", window * LINES / WINDOWS),
                                    StandardCharsets.UTF_8),
                            ""))
                    .toArray(ServerEvent[]::new))),
            Fill.PRO,
            QueueOptions.builder().follow(Follow.streaming()).build());
    private final PollSchedule schedule = PollSchedule.standard();
    private final PollContext context =
            new PollContext(7, Duration.ofSeconds(9), QueueStatus.State.IN_PROGRESS, Duration.ofSeconds(4), null, null);
    private final FillRequest request = FillRequest.builder()
            .image(ImageSource.url("https://example.com/pictures/street.jpg"))
            .mask(ImageSource.url("https://example.com/pictures/street-mask.png"))
            .prompt("a quiet street, wet cobblestones")
            .build();

    private static FalClient client(Transport transport) {
        return FalClient.builder()
                .options(ClientOptions.builder()
                        .apiKey(ApiKey.of("benchmark-id:benchmark-secret"))
                        .build())
                .transport(transport)
                .build();
    }

    /** A status with five log lines. */
    @Benchmark
    public @Nullable QueueStatus decodeStatus() {
        return statuses.status(HANDLE).block();
    }

    /** A result with one picture. */
    @Benchmark
    public @Nullable Reply<FillResult> decodeResult() {
        return results.result(HANDLE).block();
    }

    /** The body of a submit, with pictures that have URLs. */
    @Benchmark
    public byte @Nullable [] encodeRequest() {
        return Fill.PRO.encode(request, client.images()).block();
    }

    /** A stream of ten statuses whose windows grow to twenty lines: each line is told once. */
    @Benchmark
    public @Nullable List<LogLine> tellNewLines() {
        return windows.logs(HANDLE).collectList().block();
    }

    /** When to poll next. */
    @Benchmark
    public Duration decidePoll() {
        return schedule.next(context);
    }

    private static byte[] status(String word, int lines) {
        String logs = IntStream.range(0, lines)
                .mapToObj(line -> String.format(
                        Locale.ROOT,
                        "{\"message\":\"step %d of %d\",\"level\":\"INFO\",\"source\":\"USER\","
                                + "\"timestamp\":\"2026-01-01T00:00:%02d.120394Z\"}",
                        line,
                        LINES,
                        line))
                .collect(Collectors.joining(","));
        String url = "https://queue.fal.run/fal-ai/flux-pro/requests/" + HANDLE.requestId();
        return ("{\"status\":\"" + word + "\",\"request_id\":\"" + HANDLE.requestId() + "\",\"response_url\":\"" + url
                        + "\",\"status_url\":\"" + url + "/status\",\"cancel_url\":\"" + url + "/cancel\",\"logs\":["
                        + logs + "],\"metrics\":{}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] result() {
        return ("{\"images\":[{\"url\":\"https://v3.fal.media/files/lion/0123456789abcdef.jpeg\",\"width\":1024,"
                        + "\"height\":768,\"content_type\":\"image/jpeg\"}],\"timings\":{\"inference\":7.314},"
                        + "\"seed\":42,\"has_nsfw_concepts\":[false],\"prompt\":\"a quiet street\"}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
