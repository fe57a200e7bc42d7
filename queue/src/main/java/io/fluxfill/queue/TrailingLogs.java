package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.transport.Transport;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Asks for the log lines that come after a request has completed. They are an extra: no error of theirs is passed on. */
final class TrailingLogs {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Transport transport;
    private final QueueEndpoints<?> endpoints;
    private final QueueOptions options;

    TrailingLogs(Transport transport, QueueEndpoints<?> endpoints, QueueOptions options) {
        this.transport = transport;
        this.endpoints = endpoints;
        this.options = options;
    }

    /** New lines, in batches, for as long as it is given. */
    Flux<List<LogLine>> of(RequestHandle handle, LogCursor cursor, Duration time) {
        if (time.isZero()) {
            return Flux.empty();
        }
        return Flux.defer(() -> {
            Scheduler timer = options.timer();
            return Mono.delay(PAUSE, timer)
                    .then(Mono.defer(() -> transport.exchange(endpoints.status(handle, true))))
                    .map(reply -> cursor.advance(reply.body().logs()))
                    .filter(lines -> !lines.isEmpty())
                    .repeat()
                    .takeUntilOther(Mono.delay(time, timer))
                    .onErrorComplete();
        });
    }
}
