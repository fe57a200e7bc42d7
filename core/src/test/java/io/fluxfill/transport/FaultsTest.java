package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.AccountBlockedException;
import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.ContentRejectedException;
import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.TransportException;
import io.fluxfill.fill.Fill;
import io.fluxfill.transport.Call.Operation;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FaultsTest {
    private static final String KEY = "11111111-2222:0123456789abcdef";
    private static final RequestHandle HANDLE = new RequestHandle("fal-ai/flux-pro/v1/fill", "req-1");
    private static final Call<?> RUN = Call.to(
                    Call.Operation.RUN, "POST", Call.Origin.RUN, "/" + Fill.PRO.id(), Fill.PRO.decoder())
            .subject(Fill.PRO.id().full())
            .build();
    private static final Call<?> SUBMIT = Call.to(
                    Operation.SUBMIT, "POST", Call.Origin.QUEUE, "/fal-ai/flux-pro/v1/fill", JsonCodec.document())
            .subject("fal-ai/flux-pro/v1/fill")
            .build();
    private static final Call<?> STATUS = handled(Operation.STATUS);
    private static final Call<?> RESULT = handled(Operation.RESULT);
    private static final Call<?> DOWNLOAD = Call.download(URI.create("https://v3.fal.media/files/a.png?sig=topsecret"));
    private static final Call<?> TOKEN = Call.to(
                    Operation.UPLOAD, "POST", Call.Origin.REST, "/storage/auth/token", JsonCodec.document())
            .build();
    private static final Call<?> UPLOAD = Call.elsewhere(
                    Operation.UPLOAD, "PUT", URI.create("https://v3.fal.media/files/upload"), JsonCodec.document())
            .build();
    private static final String NGINX = "<html><head><title>Bad Gateway</title></head><hr>nginx/1.25</html>";

    private final Faults faults =
            new Faults(ClientOptions.builder().apiKey(ApiKey.of(KEY)).build());

    static Stream<Arguments> answers() {
        return Stream.of(
                answer(
                        RUN,
                        400,
                        "{\"detail\":\"bad\",\"error_type\":\"bad_request\"}",
                        InvalidRequestException.class,
                        true),
                answer(RUN, 401, "{\"detail\":\"invalid key credentials\"}", AuthenticationException.class, true),
                answer(STATUS, 401, "", AuthenticationException.class, false),
                answer(
                        RUN,
                        403,
                        "{\"detail\":\"User is locked. Reason: Exhausted balance. Top up your balance at x.\"}",
                        AccountBlockedException.class,
                        true),
                answer(RUN, 403, "{\"detail\":\"Missing permission\"}", AuthenticationException.class, true),
                answer(RUN, 404, "{\"detail\":\"Application 'x' not found\"}", InvalidRequestException.class, true),
                answer(STATUS, 404, "{\"status\":\"NOT_FOUND\"}", RequestNotFoundException.class, false),
                answer(RESULT, 410, "", RequestNotFoundException.class, false),
                answer(DOWNLOAD, 401, "", RequestNotFoundException.class, false),
                answer(
                        DOWNLOAD,
                        403,
                        "<Error><Code>AccessDenied</Code></Error>",
                        RequestNotFoundException.class,
                        false),
                answer(DOWNLOAD, 404, "", RequestNotFoundException.class, false),
                answer(DOWNLOAD, 410, "", RequestNotFoundException.class, false),
                answer(TOKEN, 401, "{\"detail\":\"invalid key credentials\"}", AuthenticationException.class, true),
                answer(TOKEN, 403, "", AuthenticationException.class, true),
                answer(TOKEN, 404, "", RequestFailedException.class, true),
                answer(UPLOAD, 401, "", RequestFailedException.class, true),
                answer(UPLOAD, 403, "{\"detail\":\"User is locked\"}", RequestFailedException.class, true),
                answer(UPLOAD, 404, "", RequestFailedException.class, true),
                answer(UPLOAD, 410, "", RequestFailedException.class, true),
                answer(UPLOAD, 413, "", InvalidRequestException.class, true),
                answer(RUN, 413, NGINX, InvalidRequestException.class, true),
                answer(
                        RUN,
                        422,
                        "{\"detail\":[{\"loc\":[\"body\",\"prompt\"],\"msg\":\"Field required\",\"type\":\"missing\"}]}",
                        InvalidRequestException.class,
                        true),
                answer(RUN, 422, "{\"detail\":\"text\"}", InvalidRequestException.class, true),
                answer(RUN, 422, "{\"detail\":{\"message\":\"object\"}}", InvalidRequestException.class, true),
                answer(RUN, 422, "{\"detail\":[\"a\",\"b\"]}", InvalidRequestException.class, true),
                answer(
                        RESULT,
                        422,
                        "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"flagged\",\"type\":\"content_policy_violation\"}]}",
                        ContentRejectedException.class,
                        false),
                answer(
                        RUN,
                        400,
                        "{\"detail\":\"flagged\",\"error_type\":\"content_policy_violation\"}",
                        ContentRejectedException.class,
                        true),
                answer(
                        RUN,
                        400,
                        "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"down\",\"type\":\"downstream_service_error\"}]}",
                        RequestFailedException.class,
                        true),
                answer(
                        RUN,
                        422,
                        "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"none\",\"type\":\"no_media_generated\"}]}",
                        RequestFailedException.class,
                        true),
                answer(
                        RUN,
                        429,
                        "{\"detail\":\"Reached concurrent requests limit of 20\",\"type\":\"concurrent_requests_limit\"}",
                        RateLimitedException.class,
                        true),
                answer(SUBMIT, 429, "", RateLimitedException.class, true),
                answer(
                        RESULT,
                        499,
                        "{\"detail\":\"Request cancelled by the client.\"}",
                        RequestCancelledException.class,
                        false),
                answer(RUN, 500, "{\"detail\":\"Internal Server Error\"}", RequestFailedException.class, true),
                answer(SUBMIT, 500, "", RequestFailedException.class, false),
                answer(RUN, 503, "{\"detail\":\"CUDA error: out of memory\"}", RequestFailedException.class, true),
                answer(SUBMIT, 503, NGINX, RequestFailedException.class, true),
                answer(STATUS, 502, NGINX, RequestFailedException.class, false),
                answer(RUN, 502, NGINX, OutcomeUnknownException.class, false),
                answer(RUN, 504, "", OutcomeUnknownException.class, false),
                answer(
                        RUN,
                        502,
                        "{\"detail\":\"x\",\"error_type\":\"runner_incomplete_response\"}",
                        RequestFailedException.class,
                        true),
                answer(
                        RUN,
                        504,
                        "{\"detail\":\"x\",\"error_type\":\"request_timeout\"}",
                        RequestFailedException.class,
                        true),
                answer(SUBMIT, 502, "{\"detail\":\"x\"}", OutcomeUnknownException.class, false),
                answer(SUBMIT, 504, NGINX, OutcomeUnknownException.class, false),
                answer(RUN, 302, "", RequestFailedException.class, true),
                answer(RUN, 418, "", RequestFailedException.class, true));
    }

    private static Arguments answer(
            Call<?> call, int status, String body, Class<? extends FalException> type, boolean safe) {
        return arguments(call, status, body, type, safe);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("answers")
    void aStatusIsADecision(Call<?> call, int status, String body, Class<? extends FalException> type, boolean safe) {
        FalException error = refused(call, status, body, Map.of());
        assertThat(error).isExactlyInstanceOf(type).hasMessageContaining("HTTP " + status);
        assertThat(error.isSafeToResubmit()).isEqualTo(safe);
        assertThat(error.handle()).isEqualTo(call.handle());
        assertThat(error.getMessage()).endsWith(".").doesNotContain("..");
    }

    @Test
    void whoNeverSawTheKeySaysNothingOfIt() {
        for (int status : new int[] {401, 403, 404, 410}) {
            assertThat(refused(DOWNLOAD, status, "", Map.of()))
                    .hasMessageContaining("expired, or access to it is restricted")
                    .message()
                    .doesNotContainIgnoringCase("key");
        }
        assertThat(refused(UPLOAD, 403, "", Map.of()))
                .hasMessageContaining("did not take the token")
                .message()
                .doesNotContainIgnoringCase("key");
        assertThat(refused(UPLOAD, 404, "", Map.of())).hasMessageContaining("option cdnUri");
        assertThat(refused(TOKEN, 404, "", Map.of())).hasMessageContaining("option restUri");
    }

    @Test
    void theStartTimeoutIsADeadline() {
        for (Call<?> call : java.util.List.of(RUN, SUBMIT, RESULT, STATUS)) {
            FalException error = refused(
                    call,
                    504,
                    "{\"detail\":\"x\",\"error_type\":\"startup_timeout\"}",
                    Map.of("X-Fal-Request-Timeout-Type", "user"));
            assertThat(error)
                    .isInstanceOfSatisfying(
                            DeadlineExceededException.class,
                            late -> assertThat(late.deadline()).isEqualTo(DeadlineExceededException.Deadline.START));
        }
    }

    @Test
    void fieldErrorsReachTheCaller() {
        FalException error = refused(
                RUN,
                422,
                "{\"detail\":[{\"loc\":[\"body\",\"mask_url\"],\"msg\":\"Not the same size\",\"type\":\"value_error\"}]}",
                Map.of());
        assertThat(error)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        invalid -> assertThat(invalid.fieldErrors())
                                .singleElement()
                                .satisfies(field -> assertThat(field.field()).isEqualTo("mask_url")))
                .hasMessageContaining("mask_url: Not the same size (value_error)");
    }

    @Test
    void theRequestIdIsKeptEvenWhenTheOutcomeIsUnknown() {
        Map<String, String> headers = Map.of("x-fal-request-id", "id-7");
        for (int status : new int[] {401, 404, 422, 429, 499, 500, 502, 503, 504}) {
            assertThat(refused(SUBMIT, status, "", headers).requestId()).isEqualTo("id-7");
        }
        assertThat(refused(SUBMIT, 502, "", headers)).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void aHandlesIdWinsOverTheOneOfTheReply() {
        assertThat(refused(STATUS, 500, "", Map.of("x-fal-request-id", "attempt-9"))
                        .requestId())
                .isEqualTo("req-1");
    }

    @Test
    void retryAfterIsHandedOn() {
        assertThat(refused(RUN, 429, "", Map.of("Retry-After", "17")))
                .isInstanceOfSatisfying(
                        RateLimitedException.class,
                        limited -> assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(17)));
        assertThat(refused(RUN, 503, "", Map.of("Retry-After", "17")))
                .isInstanceOfSatisfying(
                        RequestFailedException.class,
                        failed -> assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(17)));
    }

    @Test
    void falSaysWhetherANewRequestMaySucceed() {
        assertThat(failed(500, Map.of()).isRetryable()).isTrue();
        assertThat(failed(500, Map.of("X-Fal-Needs-Retry", "0")).isRetryable()).isFalse();
        assertThat(failed(500, Map.of("X-Fal-Retryable", "false")).isRetryable())
                .isFalse();
        assertThat(failed(418, Map.of()).isRetryable()).isFalse();
        assertThat(failed(418, Map.of("X-Fal-Retryable", "True")).isRetryable()).isTrue();
        assertThat(failed(418, Map.of("X-Fal-Needs-Retry", "1")).isRetryable()).isTrue();
        assertThat(failed(418, Map.of("X-Fal-Needs-Retry", "yes")).isRetryable())
                .isTrue();
    }

    private RequestFailedException failed(int status, Map<String, String> headers) {
        return (RequestFailedException) refused(RUN, status, "{\"detail\":\"x\"}", headers);
    }

    @Test
    void theTypeComesFromTheBodyOrTheHeader() {
        FalException fromHeader = refused(RUN, 500, "{\"detail\":\"x\"}", Map.of("X-Fal-Error-Type", "internal_error"));
        FalException fromBody = refused(
                RUN,
                500,
                "{\"detail\":\"x\",\"error_type\":\"runner_server_error\"}",
                Map.of("X-Fal-Error-Type", "other"));
        assertThat(((RequestFailedException) fromHeader).errorType()).isEqualTo("internal_error");
        assertThat(((RequestFailedException) fromBody).errorType()).isEqualTo("runner_server_error");
        assertThat(((RequestFailedException) fromBody).isIngress()).isFalse();
    }

    @Test
    void aGatewayIsToldFromFal() {
        assertThat(((RequestFailedException) refused(STATUS, 503, NGINX, Map.of())).isIngress())
                .isTrue();
        assertThat(((RequestFailedException) refused(STATUS, 503, NGINX, Map.of("x-fal-request-id", "x"))).isIngress())
                .isFalse();
    }

    @Test
    void redirectsAreSaidNotToBeFollowed() {
        assertThat(refused(RUN, 302, "", Map.of("Location", "https://evil.example/?key=1")))
                .hasMessageContaining("Redirects are not followed")
                .hasMessageNotContaining("evil");
    }

    @Test
    void noMessageHoldsSecretsOrGrowsLong() {
        String body = "{\"detail\":\"" + KEY + " data:image/png;base64,AAAA https://a/b?sig=hush " + "x".repeat(50_000)
                + "\"}";
        Map<String, String> headers =
                Map.of("X-Fal-Error-Type", "t".repeat(5000), "x-fal-request-id", "0123456789abcdef");
        for (Call<?> call : java.util.List.of(RUN, SUBMIT, STATUS, RESULT, DOWNLOAD)) {
            for (int status : new int[] {302, 400, 401, 403, 404, 422, 429, 499, 500, 502, 503, 504}) {
                FalException error = refused(call, status, body, headers);
                assertThat(error.getMessage())
                        .hasSizeLessThan(2700)
                        .doesNotContain("0123456789abcdef")
                        .doesNotContain("base64")
                        .doesNotContain("hush")
                        .doesNotContain("topsecret");
                if (error instanceof RequestFailedException failed) {
                    assertThat(failed.errorType()).hasSizeLessThan(200);
                }
            }
        }
    }

    @Test
    void nothingWrittenIsSafeWhateverTheCall() {
        FalException error = faults.broken(SUBMIT, gate(false), new IOException("connection refused"), false);
        assertThat(error)
                .isInstanceOfSatisfying(
                        TransportException.class,
                        e -> assertThat(e.requestWritten()).isFalse())
                .hasMessageContaining("connection refused")
                .hasMessageContaining("Nothing was sent");
        assertThat(error.isSafeToResubmit()).isTrue();
    }

    @Test
    void aLostAnswerIsUnknownForWhatIsPaid() {
        FalException run = faults.broken(RUN, gate(true), new IOException("reset"), false);
        assertThat(run).isInstanceOf(OutcomeUnknownException.class);
        assertThat(run.isSafeToResubmit()).isFalse();
        assertThat(faults.broken(STATUS, gate(true), new IOException("reset"), false))
                .isInstanceOfSatisfying(TransportException.class, e -> {
                    assertThat(e.requestWritten()).isTrue();
                    assertThat(e.handle()).isEqualTo(HANDLE);
                });
    }

    @Test
    void aDisposedClientSaysSoWhateverTheCall() {
        for (Call<?> call : java.util.List.of(RUN, SUBMIT, STATUS, DOWNLOAD)) {
            FalException written = faults.broken(call, gate(true), new IOException("closed"), true);
            assertThat(written).isInstanceOf(ClientClosedException.class);
            assertThat(written.isSafeToResubmit()).isFalse();
            FalException unwritten = faults.broken(call, gate(false), new IOException("closed"), true);
            assertThat(unwritten).isInstanceOf(ClientClosedException.class);
            // A picture that is downloaded is paid for already.
            assertThat(unwritten.isSafeToResubmit()).isEqualTo(call.handle() == null && call != DOWNLOAD);
        }
    }

    @Test
    void aCallerWhoLeftIsNoNetworkFailure() {
        WriteGate gate = new WriteGate(() -> false);
        assertThatExceptionOfType(CancellationException.class).isThrownBy(gate::open);
        FalException error = faults.broken(SUBMIT, gate, new CancellationException("left"), false);
        assertThat(error).isInstanceOf(RequestCancelledException.class);
        assertThat(error.isSafeToResubmit()).isTrue();
    }

    @Test
    void whatWasCalledUnsentIsNotSentAfterAll() {
        AtomicInteger asked = new AtomicInteger();
        WriteGate gate = new WriteGate(() -> asked.incrementAndGet() > 0);
        FalException error = faults.broken(SUBMIT, gate, new Faults.CallTimeout(), false);
        assertThat(error).isInstanceOf(TransportException.class);
        assertThat(error.isSafeToResubmit()).isTrue();
        assertThatExceptionOfType(CancellationException.class)
                .as("the connection came in the very moment of the timeout")
                .isThrownBy(gate::open);
        assertThat(asked).as("its owner waits for no answer of it").hasValue(0);
    }

    @Test
    void anUnreadableAnswerKeepsItsIdAndShowsItsStart() {
        byte[] body = ("{\"images\": 7, \"key\": \"" + "x".repeat(167) + KEY + "\"}").getBytes(StandardCharsets.UTF_8);
        FalException error = faults.unreadable(
                RUN, 200, Map.of("x-fal-request-id", "id-7"), body, new IllegalArgumentException("no images"));
        assertThat(error)
                .isInstanceOf(ReplyFormatException.class)
                .hasMessageContaining("no images")
                .hasMessageContaining("{\"images\": 7")
                .hasMessageNotContaining("1111")
                .hasNoCause();
        assertThat(error.requestId()).isEqualTo("id-7");
        assertThat(error.isSafeToResubmit()).isFalse();
    }

    @Test
    void aTooLargeAnswerKeepsItsIdAndNamesTheOption() {
        FalException error = faults.tooLarge(RUN, Map.of("x-fal-request-id", "id-7"), 10, "resultLimit");
        assertThat(error).isInstanceOf(TransportException.class).hasMessageContaining("resultLimit");
        assertThat(error.requestId()).isEqualTo("id-7");
        assertThat(error.isSafeToResubmit()).isFalse();
    }

    private static WriteGate gate(boolean open) {
        WriteGate gate = new WriteGate(WriteWatch.NONE);
        if (open) {
            gate.open();
        }
        return gate;
    }

    private FalException refused(Call<?> call, int status, String body, Map<String, String> headers) {
        Map<String, String> insensitive = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        insensitive.putAll(headers);
        return faults.refused(call, status, insensitive, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Call<?> handled(Operation operation) {
        return Call.to(operation, "GET", Call.Origin.QUEUE, "/fal-ai/flux-pro/requests/req-1", JsonCodec.document())
                .handle(HANDLE)
                .build();
    }

    @Test
    void aFailedCallAboutARequestNeverSaysThatNothingWasSent() {
        FalException status = faults.broken(
                STATUS,
                gate(false),
                new java.net.ConnectException(
                        "finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:1"),
                false);
        assertThat(status)
                .hasMessageContaining("there is no connection: Connection refused: /127.0.0.1:1.")
                .hasMessageContaining("goes on at fal")
                .hasMessageNotContaining("Nothing was sent");
        assertThat(faults.broken(SUBMIT, gate(false), new IOException("x"), false))
                .hasMessageEndingWith("Nothing was sent.");
    }

    @Test
    void everyLimitSaysWhichItIsAndWhatRaisesIt() {
        assertThat(faults.broken(
                        STATUS,
                        gate(false),
                        new io.netty.channel.ConnectTimeoutException("connection timed out after 700 ms: /127.0.0.1:1"),
                        false))
                .hasMessageContaining("after 700 ms: /127.0.0.1:1 (option connectTimeout).");
        assertThat(faults.broken(
                        SUBMIT,
                        gate(false),
                        new io.netty.handler.ssl.SslHandshakeTimeoutException("handshake timed out after 10000ms"),
                        false))
                .hasMessageContaining("TLS was not agreed on within 10000 ms (option connectTimeout).");
        assertThat(faults.broken(
                        SUBMIT, gate(false), new io.netty.handler.ssl.NotSslRecordException("4854545048"), false))
                .hasMessageContaining("does not speak TLS.")
                .hasMessageNotContaining("4854");
        assertThat(faults.broken(STATUS, gate(false), new PoolAcquireTimeoutException(), false))
                .hasMessageContaining("within 10 s: all 64 connections are in use (option maxConnections).")
                .hasMessageNotContaining("maxPendingCalls");
        assertThat(faults.broken(STATUS, gate(false), new PoolAcquirePendingLimitException(), false))
                .hasMessageContaining("all 64 connections are in use (option maxConnections), and 10000 others wait")
                .hasMessageContaining("(option maxPendingCalls).");
        Call<?> stream = handled(Operation.STREAM);
        assertThat(faults.broken(stream, gate(false), new PoolAcquirePendingLimitException(), false))
                .hasMessageContaining("all 500 connections for streams are in use (option maxOpenStreams)");
    }

    @Test
    void whoeverWaitedInVainForAStreamMayDoWithoutOne() {
        RetryPolicy policy = RetryPolicy.of(
                ClientOptions.builder().apiKey(ApiKey.of("id:secret")).build());
        Call<?> stream = handled(Operation.STREAM);

        FalException stillFull = faults.broken(stream, gate(false), new PoolAcquireTimeoutException(), false);
        assertThat(policy.delay(stream, stillFull, 0, Duration.ZERO)).isNull();
        FalException noConnection = faults.broken(STATUS, gate(false), new PoolAcquireTimeoutException(), false);
        assertThat(policy.delay(STATUS, noConnection, 0, Duration.ZERO)).isNotNull();
    }

    /** Named as those that Reactor Netty shades. */
    private static final class PoolAcquireTimeoutException extends java.util.concurrent.TimeoutException {}

    private static final class PoolAcquirePendingLimitException extends RuntimeException {}

    @ParameterizedTest
    @CsvSource({"429, 120, true", "503, 120, true", "429, 7, false", "503, 7, false"})
    void whatTheServerAsksForIsSaidInSeconds(int status, String header, boolean isTooLong) {
        FalException error = refused(RUN, status, "{\"detail\":\"busy\"}", Map.of("Retry-After", header));
        assertThat(error).hasMessageContaining("It asks to wait " + header + " s");
        assertThat(error.getMessage().contains("option maxRetryAfter")).isEqualTo(isTooLong);
        assertThat(refused(RUN, status, "{}", Map.of())).hasMessageNotContaining("wait");
    }

    @Test
    void whatFalCountsForAnErrorIsKept() {
        Map<String, String> billed = Map.of("x-fal-billable-units", "1.5");
        assertThat(refused(RUN, 422, "{\"detail\":\"no\"}", billed).billableUnits())
                .isEqualByComparingTo("1.5");
        assertThat(refused(handled(Operation.RESULT), 500, "{}", billed).billableUnits())
                .isEqualByComparingTo("1.5");
        assertThat(faults.tooLarge(RUN, billed, 10, "resultLimit").billableUnits())
                .isEqualByComparingTo("1.5");
        assertThat(refused(RUN, 422, "{}", Map.of("x-fal-billable-units", "much"))
                        .billableUnits())
                .isNull();
        assertThat(refused(RUN, 422, "{}", Map.of()).billableUnits()).isNull();
    }
}
