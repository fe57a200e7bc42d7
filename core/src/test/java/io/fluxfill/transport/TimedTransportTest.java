package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.FalException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.metrics.CallOutcome;
import io.fluxfill.metrics.CancelReason;
import io.fluxfill.metrics.ClientMetrics;
import io.fluxfill.metrics.FluxfillMeters;
import io.fluxfill.metrics.MicrometerMetrics;
import io.fluxfill.transport.Call.Operation;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

@ResourceLock("the global virtual clock")
class TimedTransportTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerMetrics metrics = new MicrometerMetrics(registry);
    private final FakeTransport network = new FakeTransport();

    private static FalException limited() {
        return new RateLimitedException("slow down", null, FalException.Origin.LOCAL, null);
    }

    private Transport transport() {
        return transport(network, metrics);
    }

    private static Transport transport(Transport network, ClientMetrics metrics) {
        RetryPolicy policy = new RetryPolicy(
                3,
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                () -> 0.5);
        return new TimedTransport(new RetryingTransport(network, policy, metrics), metrics);
    }

    private double inFlight(Operation operation) {
        return registry.get(FluxfillMeters.INFLIGHT.meterName())
                .tag("operation", operation.word())
                .gauge()
                .value();
    }

    private long requests(Operation operation, CallOutcome outcome) {
        return registry.get(FluxfillMeters.REQUEST.meterName())
                .tags("operation", operation.word(), "outcome", outcome.word())
                .timer()
                .count();
    }

    @Test
    void aCallIsTimedWithItsRetriesAndTheWaitsBetweenThem() {
        network.fails(limited()).isNotConnected().answers("{}");
        StepVerifier.withVirtualTime(() ->
                        transport().exchange(TestCalls.call(Operation.STATUS).build()))
                .expectSubscription()
                .then(() -> assertThat(inFlight(Operation.STATUS)).isEqualTo(1))
                .thenAwait(Duration.ofSeconds(3))
                // Already told when the answer comes: who looks at the meters in a callback sees this call too.
                .assertNext(reply -> assertThat(inFlight(Operation.STATUS)).isZero())
                .expectComplete()
                .verify(PATIENCE);
        assertThat(requests(Operation.STATUS, CallOutcome.SUCCESS)).isEqualTo(1);
        assertThat(registry.get("fluxfill.request").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(3);
        assertThat(registry.get("fluxfill.retries")
                        .tags("operation", "status", "fault", "rate_limited")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("fluxfill.retries")
                        .tags("operation", "status", "fault", "transport")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void anErrorIsCountedByItsKind() {
        network.fails(new OutcomeUnknownException("lost", new FalException.Origin(null, null, false), null));
        StepVerifier.create(
                        transport().exchange(TestCalls.call(Operation.SUBMIT).build()))
                .expectError(OutcomeUnknownException.class)
                .verify(PATIENCE);
        assertThat(requests(Operation.SUBMIT, CallOutcome.OUTCOME_UNKNOWN)).isEqualTo(1);
        assertThat(inFlight(Operation.SUBMIT)).isZero();
    }

    @Test
    void whoLeavesIsCountedAsCancelledEvenBetweenTwoAttempts() {
        network.fails(limited());
        StepVerifier.withVirtualTime(() ->
                        transport().exchange(TestCalls.call(Operation.STATUS).build()))
                .expectSubscription()
                .thenAwait(Duration.ofMillis(10))
                .then(() -> assertThat(inFlight(Operation.STATUS)).isEqualTo(1))
                .thenCancel()
                .verify(PATIENCE);
        assertThat(inFlight(Operation.STATUS)).isZero();
        assertThat(requests(Operation.STATUS, CallOutcome.CANCELLED)).isEqualTo(1);
    }

    @Test
    void streamsAreTimedToTheirEnd() {
        network.answers("a").answers("b").breaksAfter("c", limited());
        StepVerifier.create(transport().bytes(TestCalls.call(Operation.DOWNLOAD).build()))
                .expectNext(ByteBuffer.wrap(new byte[] {'a'}))
                .expectComplete()
                .verify(PATIENCE);
        StepVerifier.create(transport().events(TestCalls.call(Operation.STREAM).build()), 1)
                .expectNextCount(1)
                .thenCancel()
                .verify(PATIENCE);
        StepVerifier.create(transport().events(TestCalls.call(Operation.STREAM).build()))
                .expectNextCount(1)
                .expectError(RateLimitedException.class)
                .verify(PATIENCE);
        assertThat(requests(Operation.DOWNLOAD, CallOutcome.SUCCESS)).isEqualTo(1);
        assertThat(requests(Operation.STREAM, CallOutcome.CANCELLED)).isEqualTo(1);
        assertThat(requests(Operation.STREAM, CallOutcome.RATE_LIMITED)).isEqualTo(1);
        assertThat(inFlight(Operation.STREAM)).isZero();
    }

    @Test
    void nothingIsInFlightAfterTenThousandCancelsAtAnyMoment() {
        int rounds = 10_000;
        SplittableRandom random = new SplittableRandom(1);
        AtomicInteger ends = new AtomicInteger();
        ClientMetrics counting = new ClientMetrics() {
            @Override
            public void callStarted(Operation operation) {
                metrics.callStarted(operation);
            }

            @Override
            public void callFinished(Operation operation, CallOutcome outcome, Duration duration) {
                ends.incrementAndGet();
                metrics.callFinished(operation, outcome, duration);
            }
        };
        for (int i = 0; i < rounds; i++) {
            Sinks.One<String> answer = Sinks.one();
            FakeTransport one = new FakeTransport().answers(answer.asMono());
            Transport transport = transport(one, counting);
            Call<?> call = TestCalls.call(Operation.STATUS).build();
            Publisher<?> work = switch (i % 3) {
                case 0 -> transport.exchange(call);
                case 1 -> transport.bytes(call);
                default -> transport.events(call);
            };
            Disposable caller = Flux.from(work).onErrorComplete().subscribe();
            boolean fails = random.nextBoolean();
            RaceTestUtils.race(caller::dispose, () -> {
                if (fails) {
                    var unused =
                            answer.tryEmitError(new OutcomeUnknownException("lost", FalException.Origin.LOCAL, null));
                } else {
                    var unused = answer.tryEmitValue("{}");
                }
            });
            caller.dispose();
        }
        assertThat(inFlight(Operation.STATUS)).isZero();
        assertThat(ends).as("each end is told once").hasValue(rounds);
        Map<String, Long> outcomes = registry.find("fluxfill.request").timers().stream()
                .collect(Collectors.toMap(
                        timer -> String.valueOf(timer.getId().getTag("outcome")), timer -> timer.count()));
        assertThat(outcomes.values().stream().mapToLong(count -> count).sum()).isEqualTo(rounds);
        assertThat(outcomes).as("the race is one").hasSizeGreaterThan(1);
    }

    @Test
    void aThousandRequestsMakeNoMoreMetersThanOne() {
        int before = 0;
        for (int i = 0; i < 1_000; i++) {
            String id = "request-" + i;
            network.answers("{}")
                    .fails(new OutcomeUnknownException(id, new FalException.Origin(id, null, false), null));
            for (boolean succeeds : new boolean[] {true, false}) {
                Call<?> call = Call.to(Operation.SUBMIT, "POST", Call.Origin.QUEUE, "/acme/" + id, JsonCodec.document())
                        .subject("acme/" + id)
                        .build();
                Supplier<Mono<?>> exchange = () -> transport().exchange(call);
                StepVerifier.create(Mono.defer(exchange).hasElement().onErrorReturn(false))
                        .expectNext(succeeds)
                        .expectComplete()
                        .verify(PATIENCE);
            }
            int meters = registry.getMeters().size();
            assertThat(meters).isEqualTo(i == 0 ? meters : before);
            before = meters;
        }
        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .allSatisfy(id -> assertThat(id.toString()).doesNotContain("request-"));
    }

    @Test
    void everyMeterStandsInTheEnumWithItsTags() {
        metrics.cancelSent(CancelReason.LATE);
        metrics.cancelFailed(CancelReason.LATE);
        metrics.callRetried(Operation.RUN, CallOutcome.RATE_LIMITED);
        metrics.callStarted(Operation.RUN);
        metrics.callFinished(Operation.RUN, CallOutcome.SUCCESS, Duration.ofSeconds(1));
        metrics.requestStarted(Duration.ofSeconds(1));
        metrics.requestRan(Duration.ofSeconds(1));
        metrics.completionPolled(Duration.ofSeconds(1));
        metrics.statusPolled("in_queue");
        metrics.requestFollowed(1, 1);
        metrics.logLinesSeen(1);
        Map<String, FluxfillMeters> known = Arrays.stream(FluxfillMeters.values())
                .collect(Collectors.toMap(FluxfillMeters::meterName, meter -> meter));
        assertThat(registry.getMeters()).allSatisfy(meter -> {
            Meter.Id id = meter.getId();
            assertThat(known).containsKey(id.getName());
            FluxfillMeters declared = Objects.requireNonNull(known.get(id.getName()));
            assertThat(id.getType().name()).isEqualTo(declared.type().name());
            assertThat(id.getBaseUnit()).isEqualTo(declared.unit());
            assertThat(id.getDescription()).isEqualTo(declared.description());
            assertThat(id.getTags())
                    .extracting(tag -> tag.getKey())
                    .containsExactlyInAnyOrderElementsOf(declared.tagKeys());
        });
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsAll(known.keySet());
    }

    @Test
    void requestsAreCountedAndMeasured() {
        metrics.requestAccepted();
        metrics.requestAccepted();
        metrics.requestLeft();
        metrics.requestStarted(Duration.ofSeconds(3));
        metrics.requestRan(Duration.ofSeconds(8));
        metrics.completionPolled(Duration.ofMillis(500));
        metrics.statusPolled("in_progress");
        metrics.requestFollowed(7, 1_234);
        metrics.logLinesSeen(5);
        assertThat(registry.get("fluxfill.queue.inflight").gauge().value()).isEqualTo(1);
        assertThat(registry.get("fluxfill.queue.wait").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(3);
        assertThat(registry.get("fluxfill.run").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(8);
        assertThat(registry.get("fluxfill.queue.lag").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(500);
        assertThat(registry.get("fluxfill.polls")
                        .tag("status", "in_progress")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("fluxfill.queue.polls").summary().totalAmount()).isEqualTo(7);
        assertThat(registry.get("fluxfill.queue.bytes").summary().totalAmount()).isEqualTo(1_234);
        assertThat(registry.get("fluxfill.events.logs").summary().totalAmount()).isEqualTo(5);
    }

    /** A method that is not guarded would not reach the implementation either: that is seen here too. */
    @Test
    void everyMethodIsGuardedAndPassedOn() throws ReflectiveOperationException {
        AtomicInteger calls = new AtomicInteger();
        ClientMetrics failing = (ClientMetrics) Proxy.newProxyInstance(
                ClientMetrics.class.getClassLoader(), new Class<?>[] {ClientMetrics.class}, (proxy, method, args) -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException(method.getName());
                });
        ClientMetrics guarded = ClientMetrics.guarded(failing);
        Map<Class<?>, Object> values = Map.of(
                Operation.class, Operation.RUN,
                CallOutcome.class, CallOutcome.SUCCESS,
                CancelReason.class, CancelReason.CLOSED,
                Duration.class, Duration.ZERO,
                String.class, "other",
                int.class, 1,
                long.class, 1L);
        int methods = 0;
        for (Method method : ClientMetrics.class.getMethods()) {
            if (method.isDefault()) {
                methods++;
                method.invoke(
                        guarded,
                        Arrays.stream(method.getParameterTypes())
                                .map(values::get)
                                .toArray());
            }
        }
        assertThat(methods).isGreaterThan(10);
        assertThat(calls).hasValue(methods);
    }

    @Test
    void metricsThatFailChangeNothing() {
        ClientMetrics failing = new ClientMetrics() {
            @Override
            public void callStarted(Operation operation) {
                throw new IllegalStateException("started");
            }

            @Override
            public void callFinished(Operation operation, CallOutcome outcome, Duration duration) {
                throw new IllegalStateException("finished");
            }

            @Override
            public void callRetried(Operation operation, CallOutcome fault) {
                throw new IllegalStateException("retried");
            }
        };
        network.isNotConnected().answers("{}");
        StepVerifier.withVirtualTime(() -> transport(network, ClientMetrics.guarded(failing))
                        .exchange(TestCalls.call(Operation.STATUS).build()))
                .thenAwait(Duration.ofSeconds(1))
                .expectNextCount(1)
                .expectComplete()
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
    }

    @Test
    void everyErrorHasAnOutcomeOfItsOwn() {
        assertThat(FalException.class.getPermittedSubclasses())
                .allSatisfy(type -> assertThat(Arrays.stream(CallOutcome.values())
                                .filter(outcome -> (outcome.name().replace("_", "") + "EXCEPTION")
                                        .equalsIgnoreCase(type.getSimpleName())))
                        .hasSize(1));
        assertThat(CallOutcome.of(limited())).isEqualTo(CallOutcome.RATE_LIMITED);
        assertThat(CallOutcome.of(new IllegalStateException())).isEqualTo(CallOutcome.OTHER);
    }
}
