package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.metrics.CancelReason;
import io.fluxfill.metrics.ClientMetrics;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.Call.Operation;
import io.fluxfill.transport.HttpReply;
import io.fluxfill.transport.ServerEvent;
import io.fluxfill.transport.Transport;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Whose request it is, is known wherever code of the application or a log line runs for it. */
@ResourceLock("virtual time")
@ResourceLock("all logs")
class ContextTest {
    private static final String KEY = "user";
    private static final ThreadLocal<@Nullable String> USER = new ThreadLocal<>();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ACCEPTED = "{\"request_id\":\"r-1\"}";

    /** A log line, and whose it is by MDC. */
    private record Line(
            String logger,
            Level level,
            String message,
            @Nullable String user) {}

    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Queue<String> counted = new ConcurrentLinkedQueue<>();
    private final MockWebServer server = new MockWebServer();
    private final Logger logger = (Logger) LoggerFactory.getLogger("fluxfill");
    private final UnsynchronizedAppenderBase<ILoggingEvent> appender = new UnsynchronizedAppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(new Line(
                    event.getLoggerName(),
                    event.getLevel(),
                    event.getFormattedMessage(),
                    event.getMDCPropertyMap().get(KEY)));
        }
    };

    @BeforeEach
    void start() throws IOException {
        server.start(InetAddress.getLoopbackAddress(), 0);
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        logger.setLevel(null);
        logger.setAdditive(true);
        server.close();
    }

    /** As an application does it that wants its thread locals to follow. */
    private void propagating(Work work) throws Exception {
        ContextRegistry.getInstance().registerThreadLocalAccessor(new ThreadLocalAccessor<String>() {
            @Override
            public Object key() {
                return KEY;
            }

            @Override
            public @Nullable String getValue() {
                return USER.get();
            }

            @Override
            public void setValue(String value) {
                USER.set(value);
                MDC.put(KEY, value);
            }

            @Override
            public void setValue() {
                USER.remove();
                MDC.remove(KEY);
            }
        });
        Hooks.enableAutomaticContextPropagation();
        try {
            work.run();
        } finally {
            Hooks.disableAutomaticContextPropagation();
            ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /** Answers by the words of the path and how often they were asked for. */
    private void answers(Function<String, UnaryOperator<MockResponse.Builder>> script) {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = request.getUrl().encodedPath();
                String word = path.endsWith("/status")
                        ? "status"
                        : path.endsWith("/cancel")
                                ? "cancel"
                                : request.getMethod().equals("POST") ? "submit" : "result";
                int ordinal =
                        asked.computeIfAbsent(word, any -> new AtomicInteger()).incrementAndGet();
                return script.apply(word + " " + ordinal)
                        .apply(new MockResponse.Builder())
                        .build();
            }
        });
    }

    private static UnaryOperator<MockResponse.Builder> says(int code, String body) {
        return response -> response.code(code).body(body);
    }

    private static UnaryOperator<MockResponse.Builder> refuses(String retryAfter) {
        return response ->
                response.code(503).addHeader("Retry-After", retryAfter).body("{\"detail\":\"later\"}");
    }

    private FalClient client() {
        URI uri = URI.create("http://127.0.0.1:" + server.getPort());
        ClientOptions options = ClientOptions.builder()
                .apiKey(ApiKey.of("id:secret"))
                .queueUri(uri)
                .backoff(Duration.ofMillis(1), Duration.ofMillis(2))
                .maxAttempts(3)
                .build();
        return FalClient.builder()
                .options(options)
                .transport(new Observed(Transport.netty(options, UnaryOperator.identity())))
                .metrics(new ClientMetrics() {
                    @Override
                    public void cancelSent(CancelReason reason) {
                        counted.add("sent " + reason.word());
                    }

                    @Override
                    public void cancelFailed(CancelReason reason) {
                        counted.add("failed " + reason.word());
                    }
                })
                .build();
    }

    private static FalQueue<String, Map<?, ?>> queue(FalClient client) {
        return FalQueue.create(
                client,
                FakeFal.ENDPOINT,
                FakeFal.options()
                        .follow(Follow.polling(PollSchedule.fixed(Duration.ofMillis(20))))
                        .build());
    }

    private void see(String where) {
        seen.add(where + " " + USER.get() + " " + MDC.get(KEY));
    }

    /** Notes who is seen where a call begins and where its answer comes. */
    private final class Observed implements Transport {
        private final Transport transport;

        Observed(Transport transport) {
            this.transport = transport;
        }

        @Override
        public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
            return Mono.deferContextual(context -> {
                see(call.operation().word());
                seen.add(call.operation().word() + " context " + context.getOrDefault(KEY, "nobody"));
                return transport.exchange(call).doOnNext(reply -> see(call.operation() + " answered"));
            });
        }

        @Override
        public Flux<ByteBuffer> bytes(Call<?> call) {
            return transport.bytes(call);
        }

        @Override
        public Flux<ServerEvent> events(Call<?> call) {
            return transport.events(call);
        }

        @Override
        public void dispose() {
            transport.dispose();
        }

        @Override
        public boolean isDisposed() {
            return transport.isDisposed();
        }
    }

    private Line line(Level level, String part) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Line line = lines.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(line).as("a line at " + level + " with " + part).isNotNull();
            if (line != null && line.level() == level && line.message().contains(part)) {
                return line;
            }
        }
    }

    private static void settle(FalClient client) {
        var unused = client.disposeLater().block(PATIENCE);
    }

    @Test
    void threadLocalsFollowThroughRetriesAndWaits() throws Exception {
        propagating(() -> {
            answers(what -> switch (what) {
                case "submit 1" -> refuses("0");
                case "status 1" -> refuses("1");
                case "submit 2" -> says(200, ACCEPTED);
                case "status 2" -> says(202, "{\"status\":\"IN_QUEUE\"}");
                case "status 3" -> says(200, "{\"status\":\"COMPLETED\"}");
                default -> says(200, "{\"answer\":42}");
            });
            FalClient client = client();
            var unused = queue(client)
                    .runAllWithUpdates(
                            Flux.just("a"),
                            item -> item,
                            FanOut.<String>defaults().onEnqueued((item, handle) -> {
                                see("onEnqueued");
                                return Mono.<Void>fromRunnable(() -> see("onEnqueued's work"));
                            }))
                    .doOnNext(update -> see("update"))
                    .doOnComplete(() -> see("the end"))
                    .contextWrite(Context.of(KEY, "ada"))
                    .blockLast(PATIENCE);
            settle(client);
            assertThat(seen).filteredOn(where -> where.startsWith("onEnqueued")).hasSize(2);
            assertThat(seen).anyMatch(where -> where.startsWith("result"));
            assertThat(seen).allSatisfy(where -> assertThat(where).containsAnyOf(" ada ada", " context ada"));
            assertThat(lines)
                    .as("one line per change")
                    .extracting(Line::logger, line -> line.message().replaceAll("(: attempt 1 failed).*", "$1"))
                    .containsExactly(
                            tuple("fluxfill.http", "submit of acme/painter/v1/fill: attempt 1 failed"),
                            tuple("fluxfill.poll", "acme/painter/v1/fill r-1: accepted"),
                            tuple("fluxfill.http", "status of acme/painter/v1/fill, request r-1: attempt 1 failed"),
                            tuple("fluxfill.poll", "acme/painter/v1/fill r-1: IN_QUEUE"),
                            tuple("fluxfill.poll", "acme/painter/v1/fill r-1: COMPLETED"),
                            tuple("fluxfill.poll", "acme/painter/v1/fill r-1: handed over to its caller"));
            assertThat(lines)
                    .allSatisfy(
                            line -> assertThat(line.user()).as(line.toString()).isEqualTo("ada"));
            assertThat(lines)
                    .as("no state changed aloud")
                    .allSatisfy(line -> assertThat(line.level()).isEqualTo(Level.DEBUG));
        });
    }

    @Test
    void theCancelThatFollowsACallerWhoLeftIsStillTheCallers() throws Exception {
        for (int status : new int[] {202, 500}) {
            lines.clear();
            seen.clear();
            asked.clear();
            counted.clear();
            propagating(() -> {
                CountDownLatch polled = new CountDownLatch(1);
                answers(what -> {
                    if (what.startsWith("status")) {
                        polled.countDown();
                    }
                    return switch (what.substring(0, what.indexOf(' '))) {
                        case "submit" -> says(200, ACCEPTED);
                        case "status" -> says(202, "{\"status\":\"IN_QUEUE\"}");
                        case "cancel" ->
                            what.equals("cancel 1")
                                    ? refuses("0")
                                    : says(status, "{\"status\":\"CANCELLATION_REQUESTED\"}");
                        default -> says(500, "{}");
                    };
                });
                FalClient client = client();
                Disposable caller = queue(client)
                        .run("a")
                        .contextWrite(Context.of(KEY, "ada"))
                        .subscribe();
                assertThat(polled.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(USER.get()).isNull();
                caller.dispose();
                settle(client);
                assertThat(seen).anyMatch(where -> where.equals("cancel ada ada"));
                assertThat(seen).allSatisfy(where -> assertThat(where).containsAnyOf(" ada ada", " context ada"));
                assertThat(lines)
                        .allSatisfy(line ->
                                assertThat(line.user()).as(line.toString()).isEqualTo("ada"));
                assertThat(lines)
                        .filteredOn(line -> line.message().contains("abandoned"))
                        .singleElement()
                        .satisfies(
                                line -> assertThat(line.level()).isEqualTo(status == 202 ? Level.DEBUG : Level.WARN));
                assertThat(counted)
                        .containsExactlyElementsOf(
                                status == 202
                                        ? List.of("sent abandoned")
                                        : List.of("sent abandoned", "failed abandoned"));
            });
        }
    }

    /** Leaves while the submit is on the wire, and only then lets it be answered. */
    private FalClient leaveEarly(UnaryOperator<MockResponse.Builder> submitAnswer) throws Exception {
        CountDownLatch submitted = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        answers(what -> {
            if (what.startsWith("submit")) {
                submitted.countDown();
                try {
                    assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return submitAnswer;
            }
            return says(202, "{\"status\":\"CANCELLATION_REQUESTED\"}");
        });
        FalClient client = client();
        Disposable caller =
                queue(client).run("a").contextWrite(Context.of(KEY, "ada")).subscribe();
        assertThat(submitted.await(10, TimeUnit.SECONDS)).isTrue();
        caller.dispose();
        left.countDown();
        return client;
    }

    @Test
    void aSubmitThatIsAnsweredTooLateIsCancelledForItsCaller() throws Exception {
        propagating(() -> {
            FalClient client = leaveEarly(says(200, ACCEPTED));
            assertThat(line(Level.DEBUG, "accepted after its caller had left").user())
                    .isEqualTo("ada");
            assertThat(line(Level.DEBUG, "abandoned").user()).isEqualTo("ada");
            settle(client);
            assertThat(seen).contains("cancel ada ada", "cancel context ada");
            assertThat(seen).allSatisfy(where -> assertThat(where).containsAnyOf(" ada ada", " context ada"));
            assertThat(counted).containsExactly("sent late");
        });
    }

    @Test
    void aSubmitThatIsLostIsWarnedOfInTheNameOfItsCaller() throws Exception {
        propagating(() -> {
            FalClient client =
                    leaveEarly(response -> response.onResponseStart(SocketEffect.ShutdownConnection.INSTANCE));
            assertThat(line(Level.WARN, "abandoned").user()).isEqualTo("ada");
            settle(client);
            assertThat(counted).containsExactly("failed late");
        });
    }

    @Test
    void withoutAnyHookTheContextReachesEveryCallback() {
        answers(what -> switch (what) {
            case "submit 1", "status 1" -> refuses("0");
            case "submit 2" -> says(200, ACCEPTED);
            case "status 2" -> says(200, "{\"status\":\"COMPLETED\"}");
            default -> says(200, "{\"answer\":42}");
        });
        FalClient client = client();
        Queue<String> users = new ConcurrentLinkedQueue<>();
        Mono<String> who =
                Mono.deferContextual(context -> Mono.just(context.hasKey(KEY) ? context.get(KEY) : "nobody"));
        var unused = queue(client)
                .runAllWithUpdates(
                        Flux.just("a"),
                        item -> item,
                        FanOut.<String>defaults()
                                .onEnqueued((item, handle) ->
                                        who.doOnNext(users::add).then()))
                .concatMap(update -> who.doOnNext(users::add))
                .contextWrite(Context.of(KEY, "ada"))
                .blockLast(PATIENCE);
        settle(client);
        assertThat(users).hasSizeGreaterThan(2).containsOnly("ada");
        assertThat(seen)
                .filteredOn(where -> where.contains("context"))
                .containsOnly(
                        Operation.SUBMIT.word() + " context ada",
                        Operation.STATUS.word() + " context ada",
                        Operation.RESULT.word() + " context ada");
    }
}
