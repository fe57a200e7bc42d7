package io.fluxfill.queue;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.Endpoint;
import io.fluxfill.FalClient;
import io.fluxfill.error.FalException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.transport.Body;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** fal without a socket: counts what it accepts and what is cancelled, and says what a test wants it to say. */
final class FakeFal implements Transport {
    static final Endpoint<String, Map<?, ?>> ENDPOINT = endpoint();

    final AtomicInteger accepted = new AtomicInteger();
    final AtomicInteger statusCalls = new AtomicInteger();
    final AtomicInteger resultCalls = new AtomicInteger();
    volatile Map<String, String> submitHeaders = Map.of();
    final AtomicInteger streamCalls = new AtomicInteger();
    final ConcurrentLinkedQueue<String> streamAddresses = new ConcurrentLinkedQueue<>();
    final Map<String, AtomicInteger> cancels = new ConcurrentHashMap<>();
    final List<Long> statusTimes = new ArrayList<>();
    final ConcurrentLinkedQueue<String> inputs = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Object> contexts = new ConcurrentLinkedQueue<>();

    /** How long a call of an operation takes. */
    volatile Function<Call<?>, Duration> latency = call -> Duration.ZERO;
    /** The failure of a call, if any; after acceptance if it is a submit. */
    volatile BiFunction<Call<?>, Integer, @Nullable Throwable> failure = (call, ordinal) -> null;
    /** The status document of the n-th poll of a request, n from 0. */
    volatile BiFunction<String, Integer, String> statuses = (id, poll) -> "{\"status\":\"COMPLETED\"}";
    /** The n-th stream that is opened. */
    volatile BiFunction<Call<?>, Integer, Flux<ServerEvent>> streams =
            (call, ordinal) -> Flux.error(new AssertionError("nobody streams here"));
    /** Further headers of the n-th status. */
    volatile Function<Integer, Map<String, String>> statusHeaders = poll -> Map.of();

    /** What a cancel is answered. */
    volatile String cancelAnswer = "{\"status\":\"CANCELLATION_REQUESTED\"}";

    volatile int cancelStatus = 202;
    volatile String result = "{\"answer\":42}";
    private final Map<String, AtomicInteger> polls = new ConcurrentHashMap<>();
    private final Map<Call.Operation, AtomicInteger> ordinals = new ConcurrentHashMap<>();
    private volatile boolean disposed;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Endpoint<String, Map<?, ?>> endpoint() {
        return (Endpoint) Endpoint.of("acme/painter/v1/fill", String.class, Map.class);
    }

    FalClient client() {
        ClientOptions options =
                ClientOptions.builder().apiKey(ApiKey.of("id:secret")).build();
        return FalClient.builder().options(options).transport(this).build();
    }

    FalQueue<String, Map<?, ?>> queue() {
        return queue(options().build());
    }

    FalQueue<String, Map<?, ?>> queue(QueueOptions options) {
        return FalQueue.create(client(), ENDPOINT, options);
    }

    /** Without jitter. */
    static QueueOptions.Builder options() {
        return QueueOptions.builder()
                .random(() -> 0.5)
                .follow(Follow.polling(PollSchedule.fixed(Duration.ofSeconds(1))));
    }

    static String status(String word) {
        return "{\"status\":\"" + word + "\"}";
    }

    static String status(String word, String... lines) {
        StringBuilder logs = new StringBuilder();
        for (String line : lines) {
            int at = line.indexOf('@');
            logs.append(logs.isEmpty() ? "" : ",")
                    .append("{\"message\":\"")
                    .append(at < 0 ? line : line.substring(0, at))
                    .append("\"")
                    .append(at < 0 ? "" : ",\"timestamp\":\"" + line.substring(at + 1) + "\"")
                    .append("}");
        }
        return "{\"status\":\"" + word + "\",\"logs\":[" + logs + "]}";
    }

    static ServerEvent event(String status) {
        return new ServerEvent("message", status, null);
    }

    /** Says the given documents, one a poll, then the last one again and again. */
    void say(String... documents) {
        statuses = (id, poll) -> documents[Math.min(poll, documents.length - 1)];
    }

    @Override
    public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
        return Mono.deferContextual(context -> {
            contexts.add(context.getOrDefault("who", "nobody"));
            int ordinal = ordinals.computeIfAbsent(call.operation(), o -> new AtomicInteger())
                    .getAndIncrement();
            if (!call.watch().beforeWrite()) {
                return Mono.error(new CancellationException("the caller left"));
            }
            String body = answer(call);
            Throwable error = failure.apply(call, ordinal);
            Mono<HttpReply<T>> reply = error != null
                    ? Mono.error(error)
                    : Mono.fromCallable(() -> new HttpReply<>(
                            call.operation() == Call.Operation.CANCEL ? cancelStatus : 200,
                            headers(call),
                            call.decoder().decode(body.getBytes(StandardCharsets.UTF_8))));
            Duration wait = latency.apply(call);
            return wait.isZero() ? reply : Mono.delay(wait).then(reply);
        });
    }

    private Map<String, String> headers(Call<?> call) {
        return call.operation() == Call.Operation.STATUS ? statusHeaders.apply(statusCalls.get() - 1) : Map.of();
    }

    private String answer(Call<?> call) {
        return switch (call.operation()) {
            case SUBMIT -> {
                Body body = Objects.requireNonNull(call.body());
                submitHeaders = call.headers();
                inputs.add(new String(Objects.requireNonNull(body.bytes()), StandardCharsets.UTF_8));
                yield "{\"request_id\":\"r" + accepted.incrementAndGet() + "\"}";
            }
            case STATUS -> {
                Scheduler clock = Schedulers.parallel();
                synchronized (statusTimes) {
                    statusTimes.add(clock.now(TimeUnit.MILLISECONDS));
                }
                statusCalls.incrementAndGet();
                String id = id(call);
                yield statuses.apply(
                        id,
                        polls.computeIfAbsent(id, any -> new AtomicInteger()).getAndIncrement());
            }
            case RESULT -> {
                resultCalls.incrementAndGet();
                yield result;
            }
            case CANCEL -> {
                cancels.computeIfAbsent(id(call), any -> new AtomicInteger()).incrementAndGet();
                yield cancelAnswer;
            }
            case RUN, DOWNLOAD, UPLOAD, STREAM -> throw new AssertionError("not a call of the queue: " + call);
        };
    }

    private static String id(Call<?> call) {
        return call.handle() == null ? "" : call.handle().requestId();
    }

    int cancelled() {
        return cancels.size();
    }

    static RequestFailedException failed(Call<?> call) {
        return new RequestFailedException(
                "it failed",
                500,
                "internal_error",
                false,
                false,
                null,
                call.handle() == null
                        ? new FalException.Origin(null, null, false)
                        : FalException.Origin.of(call.handle()),
                null);
    }

    @Override
    public Flux<ServerEvent> events(Call<?> call) {
        return Flux.defer(() -> {
            int ordinal = streamCalls.getAndIncrement();
            streamAddresses.add(call.address());
            return streams.apply(call, ordinal);
        });
    }

    @Override
    public Flux<ByteBuffer> bytes(Call<?> call) {
        return Flux.error(new AssertionError("nothing is downloaded here"));
    }

    @Override
    public void dispose() {
        disposed = true;
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }
}
