package io.fluxfill.metrics;

import io.fluxfill.metrics.FluxfillMeters.Tag;
import io.fluxfill.transport.Call.Operation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
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
    private final AtomicInteger requestsInFlight = new AtomicInteger();
    private final MeterProvider<Timer> waits;
    private final MeterProvider<Timer> runs;
    private final MeterProvider<Timer> lags;
    private final MeterProvider<Counter> polls;
    private final MeterProvider<DistributionSummary> requestPolls;
    private final MeterProvider<DistributionSummary> requestBytes;
    private final MeterProvider<DistributionSummary> logLines;

    /** Registers the gauges now, and every other meter when there is something to record. */
    public MicrometerMetrics(MeterRegistry registry) {
        requests = timer(FluxfillMeters.REQUEST).withRegistry(registry);
        retries = counter(FluxfillMeters.RETRIES).withRegistry(registry);
        cancels = counter(FluxfillMeters.CANCELS).withRegistry(registry);
        cancelFailures = counter(FluxfillMeters.CANCEL_FAILURES).withRegistry(registry);
        waits = timer(FluxfillMeters.QUEUE_WAIT).withRegistry(registry);
        runs = timer(FluxfillMeters.RUN).withRegistry(registry);
        lags = timer(FluxfillMeters.DETECTION_LAG).withRegistry(registry);
        polls = counter(FluxfillMeters.POLLS).withRegistry(registry);
        requestPolls = summary(FluxfillMeters.REQUEST_POLLS).withRegistry(registry);
        requestBytes = summary(FluxfillMeters.REQUEST_BYTES).withRegistry(registry);
        logLines = summary(FluxfillMeters.EVENT_LOGS).withRegistry(registry);
        gauge(FluxfillMeters.QUEUE_INFLIGHT, requestsInFlight).register(registry);
        for (Operation operation : Operation.values()) {
            AtomicInteger calls = new AtomicInteger();
            inFlight.put(operation, calls);
            gauge(FluxfillMeters.INFLIGHT, calls)
                    .tag(Tag.OPERATION, operation.word())
                    .register(registry);
        }
    }

    private static Timer.Builder timer(FluxfillMeters meter) {
        return Timer.builder(meter.meterName()).description(meter.description());
    }

    private static DistributionSummary.Builder summary(FluxfillMeters meter) {
        return DistributionSummary.builder(meter.meterName())
                .description(meter.description())
                .baseUnit(meter.unit());
    }

    private static Gauge.Builder<AtomicInteger> gauge(FluxfillMeters meter, AtomicInteger value) {
        return Gauge.builder(meter.meterName(), value, AtomicInteger::get)
                .description(meter.description())
                .baseUnit(meter.unit())
                // A registry holds what it measures weakly by itself, and nobody may hold this client's metrics.
                .strongReference(true);
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

    @Override
    public void requestAccepted() {
        requestsInFlight.incrementAndGet();
    }

    @Override
    public void requestLeft() {
        requestsInFlight.decrementAndGet();
    }

    @Override
    public void requestStarted(Duration wait) {
        waits.withTags().record(wait);
    }

    @Override
    public void requestRan(Duration runTime) {
        runs.withTags().record(runTime);
    }

    @Override
    public void completionPolled(Duration atMost) {
        lags.withTags().record(atMost);
    }

    @Override
    public void statusPolled(String status) {
        polls.withTag(Tag.STATUS, status).increment();
    }

    @Override
    public void requestFollowed(int polled, long bytes) {
        requestPolls.withTags().record(polled);
        requestBytes.withTags().record((double) bytes);
    }

    @Override
    public void logLinesSeen(int lines) {
        logLines.withTags().record(lines);
    }
}
