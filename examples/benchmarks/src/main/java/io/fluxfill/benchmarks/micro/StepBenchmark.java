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
import io.fluxfill.queue.FanOut;
import io.fluxfill.queue.Follow;
import io.fluxfill.queue.LogLine;
import io.fluxfill.queue.Outcome;
import io.fluxfill.queue.PollContext;
import io.fluxfill.queue.PollSchedule;
import io.fluxfill.queue.QueueOptions;
import io.fluxfill.queue.QueueStatus;
import io.fluxfill.transport.Call.Operation;
import io.fluxfill.transport.ServerEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;

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

    private final FalClient client = FalClient.builder()
            .options(ClientOptions.builder()
                    .apiKey(ApiKey.of("benchmark-id:benchmark-secret"))
                    .build())
            .transport(new CannedTransport(
                    Map.of(
                            Operation.SUBMIT, status("IN_QUEUE", 0),
                            Operation.STATUS, status("COMPLETED", 5),
                            Operation.RESULT, result()),
                    IntStream.rangeClosed(1, WINDOWS)
                            .mapToObj(StepBenchmark::event)
                            .toList()))
            .build();
    private final FalQueue<FillRequest, FillResult> queue = FalQueue.create(
            client, Fill.PRO, QueueOptions.builder().follow(Follow.streaming()).build());
    private final PollSchedule adaptive = PollSchedule.adaptive();
    private final PollContext context = new PollContext(
            HANDLE.endpointId(),
            7,
            Duration.ofSeconds(9),
            QueueStatus.State.IN_PROGRESS,
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            null,
            null,
            false);
    private final FillRequest request = FillRequest.builder()
            .image(ImageSource.url("https://example.com/pictures/street.jpg"))
            .mask(ImageSource.url("https://example.com/pictures/street-mask.png"))
            .prompt("a quiet street, wet cobblestones")
            .build();

    /** The adaptive schedule has seen fills before it is asked. */
    @Setup
    public void learn() {
        FalQueue<FillRequest, FillResult> learning = FalQueue.create(
                client,
                Fill.PRO,
                QueueOptions.builder().follow(Follow.polling(adaptive)).build());
        var last = learning.runAll(Flux.range(0, 50), number -> request, FanOut.<Integer>maxInFlight(50))
                .blockLast();
        if (!(last instanceof Outcome.Succeeded)) {
            throw new IllegalStateException("Nothing was learned: " + last);
        }
    }

    /** A status with five log lines. */
    @Benchmark
    public @Nullable QueueStatus decodeStatus() {
        return queue.status(HANDLE).block();
    }

    /** A result with one picture. */
    @Benchmark
    public @Nullable Reply<FillResult> decodeResult() {
        return queue.result(HANDLE).block();
    }

    /** The body of a submit, with pictures that have URLs. */
    @Benchmark
    public byte @Nullable [] encodeRequest() {
        return Fill.PRO.encode(request, client.images()).block();
    }

    /** A stream of ten statuses whose windows grow to twenty lines: each line is told once. */
    @Benchmark
    public @Nullable List<LogLine> tellNewLines() {
        return queue.logs(HANDLE).collectList().block();
    }

    /** When to poll next, by what earlier fills taught. */
    @Benchmark
    public Duration decidePoll() {
        return adaptive.next(context);
    }

    private static ServerEvent event(int window) {
        byte[] status = status(window == WINDOWS ? "COMPLETED" : "IN_PROGRESS", window * LINES / WINDOWS);
        return new ServerEvent("message", new String(status, StandardCharsets.UTF_8), null);
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
