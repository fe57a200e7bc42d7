package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.RequestHandle;
import io.fluxfill.error.ContentRejectedException;
import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.error.DeadlineExceededException.Deadline;
import io.fluxfill.error.FalException;
import io.fluxfill.error.FalException.Origin;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.TransportException;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BillingTest {
    private static final RequestHandle HANDLE = new RequestHandle("acme/painter/v1/fill", "r1");
    private static final Origin OURS = Origin.of(HANDLE);
    private static final Origin UNKNOWN = new Origin(null, null, false);

    private static Origin counted(String units) {
        return new Origin("r1", HANDLE, false, new BigDecimal(units));
    }

    private static FalException failed(int status, @Nullable String type, boolean isIngress, Origin origin) {
        return new RequestFailedException("it failed", status, type, false, isIngress, null, origin, null);
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(false, "refused", new RateLimitedException("no", null, Origin.LOCAL, null)),
                Arguments.of(false, "wrong here", InvalidRequestException.field("prompt", "It is blank.", null)),
                Arguments.of(true, "lost", new OutcomeUnknownException("lost", UNKNOWN, null)),
                Arguments.of(true, "given up", new TransportException("reset", true, OURS, null)),
                Arguments.of(true, "expired", new RequestNotFoundException("gone", OURS, null)),
                Arguments.of(true, "cancelled", new RequestCancelledException("cancelled", OURS, null)),
                Arguments.of(true, "422", new InvalidRequestException("wrong", List.of(), OURS, null)),
                Arguments.of(false, "422 of 0", new InvalidRequestException("wrong", List.of(), counted("0"), null)),
                Arguments.of(true, "422 of 1", new InvalidRequestException("wrong", List.of(), counted("1"), null)),
                Arguments.of(false, "0.0", new ContentRejectedException("no", List.of(), counted("0.0"), null)),
                Arguments.of(false, "never began", new DeadlineExceededException("late", Deadline.START, OURS, null)),
                Arguments.of(true, "too late", new DeadlineExceededException("late", Deadline.WHOLE, OURS, null)),
                Arguments.of(false, "a runner's 503", failed(503, "runner_disconnected", false, OURS)),
                Arguments.of(false, "the model's 500", failed(500, "internal_server_error", false, OURS)),
                Arguments.of(true, "a 500 of 2", failed(500, "internal_server_error", false, counted("2"))),
                Arguments.of(true, "the gateway's 500", failed(500, "internal_error", false, OURS)),
                Arguments.of(true, "a nameless 500", failed(500, null, false, OURS)),
                Arguments.of(true, "a proxy's 502", failed(502, "bad_gateway", true, OURS)),
                Arguments.of(true, "a submit's 500", failed(500, "internal_server_error", false, UNKNOWN)),
                Arguments.of(true, "a 409", failed(409, "conflict", false, OURS)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("errors")
    void whatMayBeBilled(boolean mayBeBilled, String name, FalException error) {
        assertThat(Billing.mayBeBilled(error)).as(name).isEqualTo(mayBeBilled);
    }

    @Test
    void aSuccessIsBilledUnlessFalCountedNothing() {
        assertThat(Billing.mayBeBilled((BigDecimal) null)).isTrue();
        assertThat(Billing.mayBeBilled(BigDecimal.ONE)).isTrue();
        assertThat(Billing.mayBeBilled(new BigDecimal("0.00"))).isFalse();
    }
}
