package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.ContentRejectedException;
import io.fluxfill.error.DeadlineExceededException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.FieldError;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.transport.Call.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every error that fal's pages name, so that none is forgotten: what a caller gets for it. */
class DocumentedErrorsTest {
    private static final RequestHandle HANDLE = new RequestHandle("fal-ai/flux-pro/v1/fill", "req-1");
    private static final Call<?> RUN = Call.to(
                    Operation.RUN, "POST", Call.Origin.RUN, "/fal-ai/flux-pro/v1/fill", JsonCodec.document())
            .subject("fal-ai/flux-pro/v1/fill")
            .build();
    private static final Call<?> RESULT = Call.to(
                    Operation.RESULT, "GET", Call.Origin.QUEUE, "/fal-ai/flux-pro/requests/req-1", JsonCodec.document())
            .handle(HANDLE)
            .build();

    private final Faults faults = new Faults(
            ClientOptions.builder().apiKey(ApiKey.of("id:0123456789abcdef")).build());
    private final RetryPolicy policy = new RetryPolicy(
            5, Duration.ofMinutes(1), Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMinutes(1), () -> 0);

    /** Whether a new request may succeed. */
    enum Retryable {
        NO,
        YES,
        /** What the header says; this, if it says nothing. */
        HEADER_ELSE_YES,
        HEADER_ELSE_NO
    }

    /** Model errors: a list of details. */
    @SuppressWarnings("ImmutableEnumChecker")
    enum ModelError {
        INTERNAL_SERVER_ERROR(500, Retryable.HEADER_ELSE_YES, RequestFailedException.class),
        GENERATION_TIMEOUT(504, Retryable.HEADER_ELSE_YES, RequestFailedException.class),
        DOWNSTREAM_SERVICE_ERROR(500, Retryable.HEADER_ELSE_YES, RequestFailedException.class),
        DOWNSTREAM_SERVICE_ERROR_OF_OLD(
                "downstream_service_error", 400, Retryable.HEADER_ELSE_NO, RequestFailedException.class),
        DOWNSTREAM_SERVICE_UNAVAILABLE(500, Retryable.HEADER_ELSE_YES, RequestFailedException.class),
        CONTENT_POLICY_VIOLATION(422, ContentRejectedException.class),
        NO_MEDIA_GENERATED(422, Retryable.HEADER_ELSE_NO, RequestFailedException.class),
        IMAGE_TOO_SMALL(422, "min_height", 256, "min_width", 256),
        IMAGE_TOO_LARGE(422, "max_height", 4096, "max_width", 4096),
        IMAGE_LOAD_ERROR(422),
        FILE_DOWNLOAD_ERROR(422),
        FACE_DETECTION_ERROR(422),
        FILE_TOO_LARGE(422, "max_size", 10_485_760),
        GREATER_THAN(422, "gt", 0),
        GREATER_THAN_EQUAL(422, "ge", 1),
        LESS_THAN(422, "lt", 10),
        LESS_THAN_EQUAL(422, "le", 4),
        MULTIPLE_OF(422, "multiple_of", 8),
        SEQUENCE_TOO_SHORT(422, "min_length", 1),
        SEQUENCE_TOO_LONG(422, "max_length", 4),
        ONE_OF(422, "expected", List.of("jpeg", "png")),
        FEATURE_NOT_SUPPORTED(422),
        INVALID_ARCHIVE(422, "supported_extensions", List.of(".zip")),
        ARCHIVE_FILE_COUNT_BELOW_MINIMUM(
                422, "min_count", 4, "provided_count", 1, "supported_extensions", List.of(".png")),
        ARCHIVE_FILE_COUNT_EXCEEDS_MAXIMUM(
                422, "max_count", 4, "provided_count", 9, "supported_extensions", List.of(".png")),
        AUDIO_DURATION_TOO_LONG(422, "max_duration", 30, "provided_duration", 31.5),
        AUDIO_DURATION_TOO_SHORT(422, "min_duration", 3, "provided_duration", 1.5),
        VIDEO_DURATION_TOO_LONG(422, "max_duration", 30, "provided_duration", 31.5),
        VIDEO_DURATION_TOO_SHORT(422, "min_duration", 3, "provided_duration", 1.5),
        UNSUPPORTED_AUDIO_FORMAT(422, "supported_formats", List.of("wav")),
        UNSUPPORTED_IMAGE_FORMAT(422, "supported_formats", List.of("png", "jpeg")),
        UNSUPPORTED_VIDEO_FORMAT(422, "supported_formats", List.of("mp4")),

        // What validates the input has names of its own: Pydantic 2, Pydantic 1, and fal's field error.
        MISSING(422),
        STRING_TYPE(422),
        INT_PARSING(422),
        INT_TYPE(422),
        BOOL_PARSING(422),
        ENUM(422, "expected", "'1', '2' or '3'"),
        LITERAL_ERROR(422),
        URL_PARSING(422, "error", "relative URL without a base"),
        STRING_TOO_LONG(422, "max_length", 2000),
        PYDANTIC_1_MISSING("value_error.missing", 422, Retryable.NO, InvalidRequestException.class),
        PYDANTIC_1_INTEGER("type_error.integer", 422, Retryable.NO, InvalidRequestException.class),
        PYDANTIC_1_ENUM("type_error.enum", 422, Retryable.NO, InvalidRequestException.class),
        VALUE_ERROR(422),

        /** A name that nobody has heard of yet must not be tried again. */
        UNHEARD_OF(422),
        UNHEARD_OF_AND_FAILED("unheard_of", 500, Retryable.HEADER_ELSE_NO, RequestFailedException.class);

        private final String type;
        private final int status;
        private final Retryable retryable;
        private final Class<? extends FalException> exception;
        private final Map<String, @Nullable Object> ctx = new TreeMap<>();

        ModelError(String type, int status, Retryable retryable, Class<? extends FalException> exception) {
            this.type = type;
            this.status = status;
            this.retryable = retryable;
            this.exception = exception;
        }

        ModelError(int status, Retryable retryable, Class<? extends FalException> exception) {
            this.type = name().toLowerCase(Locale.ROOT);
            this.status = status;
            this.retryable = retryable;
            this.exception = exception;
        }

        ModelError(int status, Class<? extends FalException> exception) {
            this(status, Retryable.NO, exception);
        }

        ModelError(int status, Object... ctx) {
            this(status, InvalidRequestException.class);
            for (int i = 0; i < ctx.length; i += 2) {
                this.ctx.put((String) ctx[i], ctx[i + 1]);
            }
        }

        String body() {
            byte[] entry = JsonCodec.encode(Map.of(
                    "loc",
                    List.of("body", "images", 2, "url"),
                    "msg",
                    "Something is wrong",
                    "type",
                    type,
                    "url",
                    "https://docs.fal.ai/errors/#" + type,
                    "ctx",
                    ctx,
                    "input",
                    "data:image/png;base64,SECRETPICTURE"));
            return "{\"detail\":[" + new String(entry, StandardCharsets.UTF_8) + "]}";
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyModelErrorIsKnown(ModelError error) {
        for (Call<?> call : List.of(RUN, RESULT)) {
            FalException failure = refused(call, error.status, error.body(), Map.of());
            assertThat(failure)
                    .isExactlyInstanceOf(error.exception)
                    .hasMessageContaining("images.2.url: Something is wrong (" + error.type + ")")
                    .hasMessageNotContaining("SECRETPICTURE");
            FieldError expected =
                    new FieldError(List.of("body", "images", 2, "url"), "Something is wrong", error.type, error.ctx);
            if (failure instanceof InvalidRequestException invalid) {
                assertThat(invalid.fieldErrors()).containsExactly(expected);
            } else if (failure instanceof ContentRejectedException rejected) {
                assertThat(rejected.fieldErrors()).containsExactly(expected);
            } else {
                assertThat(((RequestFailedException) failure).errorType()).isEqualTo(error.type);
            }
            for (String name : error.ctx.keySet()) {
                assertThat(failure).hasMessageContaining(name + " " + error.ctx.get(name));
            }
            assertThat(policy.delay(call, failure, 0, Duration.ZERO))
                    .as("a model's own error is not sent again")
                    .isNull();
        }
        checkRetryable(error.retryable, error.status, error.body());
    }

    private void checkRetryable(Retryable expected, int status, String body) {
        boolean headerDecides = expected == Retryable.HEADER_ELSE_YES || expected == Retryable.HEADER_ELSE_NO;
        boolean silent = expected == Retryable.YES || expected == Retryable.HEADER_ELSE_YES;
        assertThat(isRetryable(status, body, Map.of())).isEqualTo(silent);
        assertThat(isRetryable(status, body, Map.of("X-Fal-Needs-Retry", "")))
                .as("an empty header says nothing")
                .isEqualTo(silent);
        if (headerDecides) {
            for (String name : List.of("X-Fal-Retryable", "x-fal-needs-retry")) {
                for (String yes : List.of("1", "true", "yes", "True", " YES ")) {
                    assertThat(isRetryable(status, body, Map.of(name, yes))).isTrue();
                }
                for (String no : List.of("0", "false", "no", "FALSE")) {
                    assertThat(isRetryable(status, body, Map.of(name, no))).isFalse();
                }
                assertThat(isRetryable(status, body, Map.of(name, "perhaps")))
                        .as("neither yes nor no says nothing")
                        .isEqualTo(silent);
            }
            assertThat(isRetryable(status, body, Map.of("X-Fal-Needs-Retry", "", "X-Fal-Retryable", "true")))
                    .as("an empty header does not hide the other one")
                    .isTrue();
            assertThat(isRetryable(status, body, Map.of("X-Fal-Needs-Retry", "0", "X-Fal-Retryable", "true")))
                    .as("the newer name wins")
                    .isFalse();
        }
    }

    private boolean isRetryable(int status, String body, Map<String, String> headers) {
        return refused(RUN, status, body, headers) instanceof RequestFailedException failed && failed.isRetryable();
    }

    /** Request errors: a detail and an {@code error_type}. */
    enum RequestError {
        REQUEST_TIMEOUT(504, Retryable.YES, RequestFailedException.class),
        STARTUP_TIMEOUT(504, Retryable.YES, RequestFailedException.class),
        RUNNER_SCHEDULING_FAILURE(503, Retryable.YES, RequestFailedException.class),
        RUNNER_CONNECTION_TIMEOUT(503, Retryable.YES, RequestFailedException.class),
        RUNNER_DISCONNECTED(503, Retryable.YES, RequestFailedException.class),
        RUNNER_CONNECTION_REFUSED(503, Retryable.YES, RequestFailedException.class),
        RUNNER_CONNECTION_ERROR(503, Retryable.YES, RequestFailedException.class),
        RUNNER_INCOMPLETE_RESPONSE(502, Retryable.YES, RequestFailedException.class),
        RUNNER_SERVER_ERROR(500, Retryable.YES, RequestFailedException.class),
        CLIENT_DISCONNECTED(499, Retryable.NO, RequestCancelledException.class),
        CLIENT_CANCELLED(499, Retryable.NO, RequestCancelledException.class),
        BAD_REQUEST(400, Retryable.NO, InvalidRequestException.class),
        INTERNAL_ERROR(500, Retryable.YES, RequestFailedException.class),
        UNHEARD_OF(500, Retryable.YES, RequestFailedException.class);

        private final int status;
        private final Retryable retryable;
        private final Class<? extends FalException> exception;

        RequestError(int status, Retryable retryable, Class<? extends FalException> exception) {
            this.status = status;
            this.retryable = retryable;
            this.exception = exception;
        }

        String type() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRequestErrorIsKnown(RequestError error) {
        String inBody = "{\"detail\":\"Something is wrong\",\"error_type\":\"" + error.type() + "\"}";
        for (Call<?> call : List.of(RUN, RESULT)) {
            FalException said = refused(call, error.status, inBody, Map.of());
            FalException saidInHeader = refused(
                    call,
                    error.status,
                    "{\"detail\":\"Something is wrong\"}",
                    Map.of("X-Fal-Error-Type", error.type()));
            for (FalException failure : List.of(said, saidInHeader)) {
                assertThat(failure)
                        .isExactlyInstanceOf(error.exception)
                        .hasMessageContaining("(" + error.type() + "): Something is wrong.");
                if (failure instanceof RequestFailedException failed) {
                    assertThat(failed.errorType()).isEqualTo(error.type());
                    assertThat(failed.statusCode()).isEqualTo(error.status);
                    assertThat(failed.isIngress()).isFalse();
                }
            }
            boolean stored = call == RESULT;
            assertThat(policy.delay(call, said, 0, Duration.ZERO) != null)
                    .as("sent again: only what was refused in words, and never a stored answer")
                    .isEqualTo(error.status == 503 && !stored);
        }
        checkRetryable(error.retryable, error.status, inBody);
        FalException ofUser = refused(RUN, 504, inBody, Map.of("X-Fal-Request-Timeout-Type", "user"));
        assertThat(ofUser).isInstanceOf(DeadlineExceededException.class);
        assertThat(policy.delay(RUN, ofUser, 0, Duration.ZERO)).isNull();
    }

    /** What fal's other parts say. */
    enum Other {
        MODEL_NOT_MIGRATED(422, "{\"detail\":\"Bad mask\"}", "Bad mask", InvalidRequestException.class),
        STRINGS(422, "{\"detail\":[\"one\",\"two\"]}", "one; two", InvalidRequestException.class),
        OBJECT(422, "{\"detail\":{\"message\":\"an object\"}}", "an object", InvalidRequestException.class),
        ABSENT(422, "{}", "{}", InvalidRequestException.class),
        APP_ERROR(500, "{\"detail\":\"Internal Server Error\"}", "Internal", RequestFailedException.class),
        GPU_FAULT(503, "{\"detail\":\"CUDA error: out of memory\"}", "CUDA", RequestFailedException.class),
        CANCELLED(
                499,
                "{\"detail\":\"Request cancelled by the client.\"}",
                "cancelled by the client.",
                RequestCancelledException.class),
        ONE_DETAIL_WITHOUT_ITS_LIST(
                422,
                "{\"detail\":{\"loc\":[\"body\",\"prompt\"],\"msg\":\"flagged\",\"type\":\"content_policy_violation\"}}",
                "prompt: flagged (content_policy_violation)",
                ContentRejectedException.class),
        TYPE_WITHIN_THE_DETAIL(
                422,
                "{\"detail\":{\"message\":\"flagged\",\"type\":\"content_policy_violation\"}}",
                "flagged",
                ContentRejectedException.class),
        PLATFORM_API(
                400,
                "{\"error\":{\"type\":\"validation_error\",\"message\":\"No such model\",\"docs_url\":\"x\",\"request_id\":\"id-8\"}}",
                "(validation_error): No such model [request id-8].",
                InvalidRequestException.class);

        private final int status;
        private final String body;
        private final String shown;
        private final Class<? extends FalException> exception;

        Other(int status, String body, String shown, Class<? extends FalException> exception) {
            this.status = status;
            this.body = body;
            this.shown = shown;
            this.exception = exception;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyOtherFamilyHasItsWordsShown(Other other) {
        assertThat(refused(RUN, other.status, other.body, Map.of()))
                .isExactlyInstanceOf(other.exception)
                .hasMessageContaining(other.shown);
    }

    private FalException refused(Call<?> call, int status, String body, Map<String, String> headers) {
        Map<String, String> insensitive = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        insensitive.putAll(headers);
        return faults.refused(call, status, insensitive, body.getBytes(StandardCharsets.UTF_8));
    }
}
