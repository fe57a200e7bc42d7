package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

@ResourceLock("the global virtual clock")
class CompensationsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private final Compensations compensations = new Compensations();

    @Test
    void workStartsAtOnceAndOnceWithTheContextOfItsCaller() {
        AtomicInteger starts = new AtomicInteger();
        AtomicReference<String> user = new AtomicReference<>();
        Sinks.Empty<Void> end = Sinks.empty();
        compensations.start(
                Mono.deferContextual(context -> {
                    starts.incrementAndGet();
                    user.set(context.get("user"));
                    return end.asMono();
                }),
                Context.of("user", "ada"));
        assertThat(compensations.running()).isEqualTo(1);
        StepVerifier.create(compensations.settled(PATIENCE))
                .then(() -> end.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(compensations.running()).isZero();
        assertThat(starts).hasValue(1);
        assertThat(user).hasValue("ada");
    }

    @Test
    void whatEndsOrFailsAtOnceIsForgotten() {
        compensations.start(Mono.empty(), Context.empty());
        compensations.start(Mono.error(new IllegalStateException("dropped")), Context.empty());
        assertThat(compensations.running()).isZero();
        StepVerifier.create(compensations.settled(PATIENCE)).expectComplete().verify(PATIENCE);
    }

    @Test
    void waitingIsBounded() {
        StepVerifier.withVirtualTime(() -> {
                    compensations.start(Mono.delay(Duration.ofSeconds(30)).then(), Context.empty());
                    return compensations.settled(Duration.ofSeconds(10));
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(9_999))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void waitingStopsWithTheLastOne() {
        StepVerifier.withVirtualTime(() -> {
                    compensations.start(Mono.delay(Duration.ofSeconds(2)).then(), Context.empty());
                    compensations.start(
                            Mono.delay(Duration.ofSeconds(4)).then(Mono.error(new IllegalStateException())),
                            Context.empty());
                    return compensations.settled(Duration.ofSeconds(10));
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(3_999))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(compensations.running()).isZero();
    }
}
