package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call.Delivery;
import io.fluxfill.transport.Call.Operation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Submits that are sent again although their outcome is unknown, because the application said so. */
class ResubmitTest {
    private static final Origin UNKNOWN = new Origin(null, null, false);
    private final FalException lost = new TransportException("reset", true, UNKNOWN, null);
    private final FalException unsent = new TransportException("refused", false, Origin.LOCAL, null);
    private final FalException busy = new RateLimitedException("busy", null, Origin.LOCAL, null);
    private final FalException badKey = new AuthenticationException("bad key", Origin.LOCAL, null);

    private final AtomicInteger refused = new AtomicInteger();
    private final Call<byte[]> submit = Call.to(Operation.SUBMIT, "POST", Call.Origin.QUEUE, "/a/b", body -> body)
            .delivery(Delivery.IDEMPOTENT)
            .watch(new WriteWatch() {
                @Override
                public boolean beforeWrite() {
                    return true;
                }

                @Override
                public void refused(FalException why) {
                    refused.incrementAndGet();
                }
            })
            .build();

    private Mono<HttpReply<byte[]>> failing(FalException... failures) {
        Queue<FalException> left = new ArrayDeque<>(Arrays.asList(failures));
        Transport transport = new Transport() {
            @Override
            public <T> Mono<HttpReply<T>> exchange(Call<T> call) {
                return Mono.error(left::remove);
            }

            @Override
            public Flux<ByteBuffer> bytes(Call<?> call) {
                return Flux.empty();
            }

            @Override
            public Flux<ServerEvent> events(Call<?> call) {
                return Flux.error(new AssertionError("nobody streams here"));
            }

            @Override
            public void dispose() {}
        };
        RetryPolicy policy = new RetryPolicy(
                failures.length,
                Duration.ofMinutes(1),
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ZERO,
                () -> 0);
        return new RetryingTransport(transport, policy).exchange(submit);
    }

    @Test
    void anAttemptWhoseAnswerWasLostIsNotForgottenForTheOnesAfterIt() {
        for (FalException last : new FalException[] {unsent, busy, badKey}) {
            refused.set(0);
            StepVerifier.create(failing(lost, busy, last))
                    .expectErrorSatisfies(error -> {
                        assertThat(error)
                                .isInstanceOf(OutcomeUnknownException.class)
                                .hasCause(last);
                        assertThat(((FalException) error).isSafeToResubmit()).isFalse();
                    })
                    .verify(Duration.ofSeconds(30));
            assertThat(refused).as("something may be left of it").hasValue(0);
        }
    }

    @Test
    void refusalsAloneLeaveNothing() {
        StepVerifier.create(failing(busy, unsent, badKey))
                .expectErrorMatches(error -> error == badKey)
                .verify(Duration.ofSeconds(30));
        assertThat(refused).hasValue(2);
    }
}
