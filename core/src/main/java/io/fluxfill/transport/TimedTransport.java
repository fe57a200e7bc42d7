package io.fluxfill.transport;

import io.fluxfill.metrics.CallOutcome;
import io.fluxfill.metrics.ClientMetrics;
import io.fluxfill.transport.Call.Operation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Tells the metrics when whole calls begin and how they end: to stand around what retries. */
final class TimedTransport implements Transport {
    private final Transport transport;
    private final ClientMetrics metrics;

    TimedTransport(Transport transport, ClientMetrics metrics) {
        this.transport = transport;
        this.metrics = metrics;
    }

    @Override
    public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
        return Mono.using(
                () -> new Timing(call.operation()),
                timing -> transport
                        .exchange(call)
                        .doOnSuccess(reply -> timing.outcome = CallOutcome.SUCCESS)
                        .doOnError(timing::failed),
                Timing::end);
    }

    @Override
    public Flux<ByteBuffer> bytes(Call<?> call) {
        return timed(call, transport.bytes(call));
    }

    @Override
    public Flux<ServerEvent> events(Call<?> call) {
        return timed(call, transport.events(call));
    }

    private <T> Flux<T> timed(Call<?> call, Flux<T> stream) {
        return Flux.using(
                () -> new Timing(call.operation()),
                timing -> stream.doOnComplete(() -> timing.outcome = CallOutcome.SUCCESS)
                        .doOnError(timing::failed),
                Timing::end);
    }

    @Override
    public void dispose() {
        transport.dispose();
    }

    @Override
    public boolean isDisposed() {
        return transport.isDisposed();
    }

    /** One subscription to a call. Its end is told once, whoever comes first: that is the promise of {@code using}. */
    private final class Timing {
        private final Operation operation;
        private final Scheduler clock = Schedulers.parallel();
        private final long start = clock.now(TimeUnit.NANOSECONDS);
        private volatile CallOutcome outcome = CallOutcome.CANCELLED;

        Timing(Operation operation) {
            this.operation = operation;
            metrics.callStarted(operation);
        }

        void failed(Throwable error) {
            outcome = CallOutcome.of(error);
        }

        void end() {
            metrics.callFinished(operation, outcome, Duration.ofNanos(clock.now(TimeUnit.NANOSECONDS) - start));
        }
    }
}
