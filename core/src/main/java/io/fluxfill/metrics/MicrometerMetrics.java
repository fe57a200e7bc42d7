package io.fluxfill.metrics;

import io.fluxfill.metrics.FluxfillMeters.Tag;
import io.fluxfill.transport.Call.Operation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records the {@link FluxfillMeters} with Micrometer, which the application has to bring: {@code micrometer-core} is an
 * optional dependency of this library. Make one for each registry, and share it between the clients: their calls add up.
 *
 * @since 0.1
 */
public final class MicrometerMetrics implements ClientMetrics {
    private final Map<Operation, AtomicInteger> inFlight = new EnumMap<>(Operation.class);
    private final MeterProvider<Timer> requests;
    private final MeterProvider<Counter> retries;
    private final MeterProvider<Counter> cancels;
    private final MeterProvider<Counter> cancelFailures;

    /** Registers the gauges now, and every other meter when there is something to record. */
    public MicrometerMetrics(MeterRegistry registry) {
        requests = Timer.builder(FluxfillMeters.REQUEST.meterName())
                .description(FluxfillMeters.REQUEST.description())
                .withRegistry(registry);
        retries = counter(FluxfillMeters.RETRIES).withRegistry(registry);
        cancels = counter(FluxfillMeters.CANCELS).withRegistry(registry);
        cancelFailures = counter(FluxfillMeters.CANCEL_FAILURES).withRegistry(registry);
        for (Operation operation : Operation.values()) {
            AtomicInteger calls = new AtomicInteger();
            inFlight.put(operation, calls);
            Gauge.builder(FluxfillMeters.INFLIGHT.meterName(), calls, AtomicInteger::get)
                    .description(FluxfillMeters.INFLIGHT.description())
                    .baseUnit(FluxfillMeters.INFLIGHT.unit())
                    .tag(Tag.OPERATION, operation.word())
                    // A registry holds what it measures weakly by itself, and nobody may hold this client's metrics.
                    .strongReference(true)
                    .register(registry);
        }
    }

    private static Counter.Builder counter(FluxfillMeters meter) {
        return Counter.builder(meter.meterName())
                .description(meter.description())
                .baseUnit(meter.unit());
    }

    private AtomicInteger inFlight(Operation operation) {
        return Objects.requireNonNull(inFlight.get(operation));
    }

    @Override
    public void callStarted(Operation operation) {
        inFlight(operation).incrementAndGet();
    }

    @Override
    public void callFinished(Operation operation, CallOutcome outcome, Duration duration) {
        inFlight(operation).decrementAndGet();
        requests.withTags(Tags.of(Tag.OPERATION, operation.word(), Tag.OUTCOME, outcome.word()))
                .record(duration);
    }

    @Override
    public void callRetried(Operation operation, CallOutcome fault) {
        retries.withTags(Tags.of(Tag.OPERATION, operation.word(), Tag.FAULT, fault.word()))
                .increment();
    }

    @Override
    public void cancelSent(CancelReason reason) {
        cancels.withTag(Tag.REASON, reason.word()).increment();
    }

    @Override
    public void cancelFailed(CancelReason reason) {
        cancelFailures.withTag(Tag.REASON, reason.word()).increment();
    }
}
