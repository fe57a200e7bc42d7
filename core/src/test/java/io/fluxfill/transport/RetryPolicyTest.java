package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fluxfill.error.AccountBlockedException;
import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.ContentRejectedException;
import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.RequestNotReadyException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RetryPolicyTest {
    private static final Origin LOCAL = Origin.LOCAL;
    private static final Duration NOW = Duration.ZERO;

    static Stream<Arguments> failures() {
        return Stream.of(
                failure(new RateLimitedException("x", null, LOCAL, null), true, true, true),
                failure(new TransportException("x", false, LOCAL, null), true, true, true),
                failure(new TransportException("x", true, LOCAL, null), false, true, true),
                failure(new OutcomeUnknownException("x", LOCAL, null), false, true, true),
                failure(answer(503, true, false), true, true, false),
                failure(answer(503, true, true), true, true, true),
                failure(answer(503, false, false), false, false, false),
                failure(answer(502, true, false), false, true, false),
                failure(answer(502, true, true), false, true, true),
                failure(answer(504, true, false), false, true, false),
                failure(answer(504, false, false), false, false, false),
                failure(answer(408, true, false), false, true, false),
                failure(answer(409, false, false), false, true, false),
                failure(answer(500, true, false), false, false, false),
                failure(answer(302, false, true), false, false, false),
                failure(new InvalidRequestException("x", List.of(), LOCAL, null), false, false, false),
                failure(new ContentRejectedException("x", List.of(), LOCAL, null), false, false, false),
                failure(new AuthenticationException("x", LOCAL, null), false, false, false),
                failure(new AccountBlockedException("x", LOCAL, null), false, false, false),
                failure(
                        new DeadlineExceededException("x", DeadlineExceededException.Deadline.START, LOCAL, null),
                        false,
                        false,
                        false),
                failure(new RequestCancelledException("x", LOCAL, null), false, false, false),
                failure(new RequestNotFoundException("x", LOCAL, null), false, false, false),
                failure(new RequestNotReadyException("x", LOCAL, null), false, false, false),
                failure(new ReplyFormatException("x", LOCAL, null), false, false, false),
                failure(new ClientClosedException("x", LOCAL, null), false, false, false),
                failure(new IOException("not classified"), false, false, false));
    }

    private static Arguments failure(Throwable failure, boolean submit, boolean status, boolean result) {
        return arguments(failure, submit, status, result);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void whatIsRepeatedDependsOnTheFailureAndTheCall(
            Throwable failure, boolean submit, boolean status, boolean result) {
        RetryPolicy policy = policy(0.5);
        assertThat(policy.delay(call(Operation.SUBMIT), failure, 0, NOW) != null)
                .isEqualTo(submit);
        assertThat(policy.delay(call(Operation.RUN), failure, 0, NOW) != null).isEqualTo(submit);
        assertThat(policy.delay(call(Operation.STATUS), failure, 0, NOW) != null)
                .isEqualTo(status);
        assertThat(policy.delay(call(Operation.CANCEL), failure, 0, NOW) != null)
                .isEqualTo(status);
        assertThat(policy.delay(call(Operation.RESULT), failure, 0, NOW) != null)
                .isEqualTo(result);
    }

    @Test
    void theWaitIsAPartOfABoundThatDoubles() {
        assertThat(delays(policy(0.5), null)).containsExactly(ms(125), ms(250), ms(500), ms(1000), null);
        assertThat(delays(policy(0), null)).containsExactly(ms(0), ms(0), ms(0), ms(0), null);
    }

    @Test
    void retryAfterIsTheLeast() {
        assertThat(delays(policy(0), ms(2000))).containsExactly(ms(2000), ms(2000), ms(2000), ms(2000), null);
        assertThat(delays(policy(1), ms(2000))).containsExactly(ms(2400), ms(2400), ms(2400), ms(2400), null);
        assertThat(delays(policy(1), ms(100))).containsExactly(ms(250), ms(500), ms(1000), ms(2000), null);
    }

    @Test
    void aRetryAfterBeyondTheLimitIsFinal() {
        RetryPolicy policy = policy(0);
        assertThat(policy.delay(call(Operation.STATUS), limited(ms(60_000)), 0, NOW))
                .isEqualTo(ms(60_000));
        assertThat(policy.delay(call(Operation.STATUS), limited(ms(60_001)), 0, NOW))
                .isNull();
        assertThat(policy.delay(call(Operation.STATUS), limited(Duration.ofDays(300)), 0, NOW))
                .isNull();
    }

    @Test
    void theTimeInAllIsALimit() {
        RetryPolicy policy = policy(1);
        assertThat(policy.delay(call(Operation.STATUS), limited(null), 0, ms(59_750)))
                .isEqualTo(ms(250));
        assertThat(policy.delay(call(Operation.STATUS), limited(null), 0, ms(59_751)))
                .isNull();
        assertThat(policy.delay(call(Operation.STATUS), limited(ms(1000)), 0, ms(59_001)))
                .isNull();
    }

    @Test
    void chanceDoesNotDecideWhetherThereIsAnotherAttempt() {
        assertThat(policy(1).delay(call(Operation.STATUS), limited(ms(58_000)), 0, NOW))
                .isEqualTo(ms(60_000));
        assertThat(policy(1).delay(call(Operation.STATUS), limited(ms(60_000)), 0, NOW))
                .isEqualTo(ms(60_000));
        assertThat(policy(0).delay(call(Operation.STATUS), limited(ms(58_000)), 0, NOW))
                .isEqualTo(ms(58_000));
    }

    @Test
    void oneAttemptIsNoRetry() {
        RetryPolicy policy = new RetryPolicy(1, ms(60_000), ms(250), ms(10_000), ms(60_000), () -> 0);
        assertThat(policy.delay(call(Operation.STATUS), limited(null), 0, NOW)).isNull();
    }

    private static List<@Nullable Duration> delays(RetryPolicy policy, @Nullable Duration retryAfter) {
        List<@Nullable Duration> delays = new java.util.ArrayList<>();
        for (long retries = 0; retries < 5; retries++) {
            delays.add(policy.delay(call(Operation.SUBMIT), limited(retryAfter), retries, NOW));
        }
        return delays;
    }

    private static RateLimitedException limited(@Nullable Duration retryAfter) {
        return new RateLimitedException("x", retryAfter, LOCAL, null);
    }

    private static RequestFailedException answer(int status, boolean retryable, boolean ingress) {
        return new RequestFailedException("HTTP " + status, status, null, retryable, ingress, null, LOCAL, null);
    }

    private static RetryPolicy policy(double random) {
        return new RetryPolicy(5, ms(60_000), ms(250), ms(10_000), ms(60_000), () -> random);
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    private static Call<?> call(Operation operation) {
        return Call.to(operation, "GET", Call.Origin.QUEUE, "/x/y", JsonCodec.document())
                .build();
    }
}
