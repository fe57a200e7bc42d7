package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.FalException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.transport.Call.Operation;
import io.fluxfill.transport.Call.Origin;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Each attempt waits until it is let in. */
@ResourceLock("virtual time")
class AdmissionTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FakeTransport server = new FakeTransport();
    private final AtomicInteger asked = new AtomicInteger();

    /** Lets in ten seconds after it was asked. */
    private final class Slow implements Admission {
        @Override
        public <T> Mono<T> admit(Mono<T> attempt) {
            return Mono.defer(() -> {
                asked.incrementAndGet();
                return Mono.delay(Duration.ofSeconds(10)).then(attempt);
            });
        }

        @Override
        public <T> Flux<T> admit(Flux<T> attempt) {
            return Flux.defer(() -> {
                asked.incrementAndGet();
                return Mono.delay(Duration.ofSeconds(10)).thenMany(attempt);
            });
        }
    }

    private Call<Map<String, Object>> call(Operation operation, WriteWatch watch) {
        return Call.to(operation, "GET", Origin.QUEUE, "/acme", body -> Map.<String, Object>of())
                .watch(watch)
                .admission(new Slow())
                .build();
    }

    private Transport retrying(Duration maxTime) {
        return new RetryingTransport(
                server,
                new RetryPolicy(
                        5, maxTime, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(60), () -> 1.0));
    }

    private static RateLimitedException limited() {
        return new RateLimitedException("slow down", null, FalException.Origin.LOCAL, null);
    }

    @Test
    void everyAttemptAsks() {
        server.fails(limited()).fails(limited()).answers("{}");
        StepVerifier.withVirtualTime(
                        () -> retrying(Duration.ofMinutes(1)).exchange(call(Operation.STATUS, WriteWatch.NONE)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(asked).hasValue(3);
        assertThat(server.attempts()).containsExactly(10_000L, 21_000L, 32_000L);
    }

    @Test
    void theWaitBeforeTheFirstAttemptIsNotTakenFromTheTimeForRetries() {
        server.fails(limited()).answers("{}");
        StepVerifier.withVirtualTime(
                        () -> retrying(Duration.ofSeconds(5)).exchange(call(Operation.STATUS, WriteWatch.NONE)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(server.attempts()).containsExactly(10_000L, 21_000L);
    }

    @Test
    void whoLeavesWhileItWaitsHasSentNothing() {
        AtomicInteger writes = new AtomicInteger();
        StepVerifier.withVirtualTime(() -> retrying(Duration.ofMinutes(1))
                        .exchange(call(Operation.SUBMIT, () -> writes.incrementAndGet() > 0)))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(9))
                .thenCancel()
                .verify(LIMIT);
        assertThat(server.attempts()).isEmpty();
        assertThat(writes).hasValue(0);
    }

    @Test
    void streamsAskBeforeTheyOpen() {
        server.fails(limited()).answers("a");
        StepVerifier.withVirtualTime(
                        () -> retrying(Duration.ofMinutes(1)).events(call(Operation.STREAM, WriteWatch.NONE)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(server.attempts()).containsExactly(10_000L, 21_000L);
    }
}
