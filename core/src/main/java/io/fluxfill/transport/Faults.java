package io.fluxfill.transport;

import io.fluxfill.ClientOptions;
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
import io.fluxfill.transport.Call.Delivery;
import io.fluxfill.transport.Call.Operation;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.WriteTimeoutException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/** Turns everything that can go wrong with a call into the exception that its caller decides by. */
final class Faults {
    /** Whole words: a firewall's "blocked" and a load balancer have nothing to do with an account. */
    private static final Pattern ACCOUNT = Pattern.compile("(?i)\\b(locked|balance|billing)\\b");

    /** How Netty's native transport begins its messages. */
    private static final Pattern SYSTEM_CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

    private static final String GONE = " The picture has expired, or access to it is restricted.";

    private final ClientOptions options;
    private final Words words;

    Faults(ClientOptions options) {
        this.options = options;
        words = new Words(options.apiKey());
    }

    /** An answer whose status the call does not accept. */
    FalException refused(Call<?> call, int status, Map<String, String> headers, byte[] body) {
        ErrorBody error = ErrorBody.parse(body, words);
        String errorType =
                error.errorType() != null ? error.errorType() : words.shortened(headers.get("x-fal-error-type"));
        String header = words.shortened(headers.get("x-fal-request-id"));
        boolean isIngress = header == null && !error.isFal();
        String requestId = header != null ? header : error.requestId();
        boolean refused = isRefusal(call, status, isIngress) && !isBilled(headers);
        FalException.Origin origin = new FalException.Origin(
                requestId, call.handle(), nothingAccepted(call, refused), billableUnits(headers));
        Duration retryAfter = RetryAfter.parse(headers.get("retry-after"), now());
        String said = said(call, status, error, errorType, requestId) + wait(retryAfter);

        if (status == 504
                && !headers.getOrDefault("x-fal-request-timeout-type", "").isBlank()) {
            return new DeadlineExceededException(
                    said + " The start timeout expired before a runner was free: raise it, or leave it out.",
                    DeadlineExceededException.Deadline.START,
                    origin,
                    null);
        }
        if (isGateways(status) && leavesOutcomeUnknown(call, isIngress)) {
            return outcomeUnknown(call, said, requestId, null);
        }
        if (call.origin() == null && (status == 401 || status == 403)) {
            return refusedElsewhere(call, status, error, errorType, said, origin, headers, retryAfter, isIngress);
        }
        return switch (status) {
            case 401, 403 -> notAllowed(status, error, said, origin);
            case 404, 410 ->
                call.operation() == Operation.UPLOAD
                        ? failed(status, error, errorType, said + storage(call), origin, headers, retryAfter, isIngress)
                        : notFound(call, error, said, origin);
            case 429 -> new RateLimitedException(said, retryAfter, origin, null);
            case 499 -> new RequestCancelledException(said, origin, null);
            case 400, 413, 422 -> rejected(status, error, errorType, said, origin, headers, retryAfter);
            default -> failed(status, error, errorType, said, origin, headers, retryAfter, isIngress);
        };
    }

    /** What is downloaded is paid for already, and uploading costs nothing. */
    private static boolean nothingAccepted(Call<?> call, boolean otherwise) {
        return switch (call.operation()) {
            case DOWNLOAD -> false;
            case UPLOAD -> true;
            default -> otherwise;
        };
    }

    /**
     * Whether the status says that nothing was taken on. 503 is HTTP's word for that; every other failure of a submit may
     * have left a request behind, and so may whatever comes from before fal. A cancelled run may have got far.
     */
    private static boolean isRefusal(Call<?> call, int status, boolean isIngress) {
        return status == 503
                || (status < 500 && status != 499)
                || (status != 499 && call.operation() == Operation.RUN && !isIngress);
    }

    /** What the server asked for, and whether that is why there was no further attempt. */
    private String wait(@Nullable Duration asked) {
        if (asked == null || asked.isZero()) {
            return "";
        }
        return " It asks to wait " + asked.toSeconds() + " s"
                + (asked.compareTo(options.maxRetryAfter()) > 0
                        ? ", longer than is waited for (option maxRetryAfter)."
                        : ".");
    }

    private static @Nullable BigDecimal billableUnits(Map<String, String> headers) {
        return HttpReply.decimal(headers.get("x-fal-billable-units"));
    }

    /** A model may have done its work before it refuses, and fal says so. */
    private static boolean isBilled(Map<String, String> headers) {
        return headers.getOrDefault("x-fal-billable-units", "").strip().matches("[0-9.]*[1-9][0-9.]*");
    }

    /** 502, 504, and what content delivery networks made up for the same: 520 to 530. */
    private static boolean isGateways(int status) {
        return status == 502 || status == 504 || (status >= 520 && status <= 530);
    }

    private static boolean leavesOutcomeUnknown(Call<?> call, boolean isIngress) {
        // A gateway that gave up says nothing of what stands behind it. fal's own 502 or 504 to a run is its answer.
        return call.operation() == Operation.SUBMIT || (call.operation() == Operation.RUN && isIngress);
    }

    private static FalException notAllowed(int status, ErrorBody error, String said, FalException.Origin origin) {
        if (status == 401) {
            return new AuthenticationException(said + " Check the key (FAL_KEY).", origin, null);
        }
        return error.isFal() && ACCOUNT.matcher(error.text()).find()
                ? new AccountBlockedException(said + " See the billing page of fal's dashboard.", origin, null)
                : new AuthenticationException(said + " The key may lack a permission.", origin, null);
    }

    /** Who never saw the key says nothing of it. */
    private static FalException refusedElsewhere(
            Call<?> call,
            int status,
            ErrorBody error,
            @Nullable String errorType,
            String said,
            FalException.Origin origin,
            Map<String, String> headers,
            @Nullable Duration retryAfter,
            boolean isIngress) {
        return call.operation() == Operation.DOWNLOAD
                ? new RequestNotFoundException(said + GONE, origin, null)
                : failed(
                        status,
                        error,
                        errorType,
                        said + " The storage did not take the token or the signature that fal gave out for it.",
                        origin,
                        headers,
                        retryAfter,
                        isIngress);
    }

    private static String storage(Call<?> call) {
        return " There is no such storage: check the option " + (call.origin() == null ? "cdnUri." : "restUri.");
    }

    private static FalException notFound(Call<?> call, ErrorBody error, String said, FalException.Origin origin) {
        if (call.operation() == Operation.DOWNLOAD) {
            return new RequestNotFoundException(said + GONE, origin, null);
        }
        if (call.handle() == null) {
            return new InvalidRequestException(said + " Check the endpoint id.", error.fieldErrors(), origin, null);
        }
        return new RequestNotFoundException(
                said + " The id is wrong, belongs to another account, or it has expired.", origin, null);
    }

    private static FalException rejected(
            int status,
            ErrorBody error,
            @Nullable String errorType,
            String said,
            FalException.Origin origin,
            Map<String, String> headers,
            @Nullable Duration retryAfter) {
        if (error.hasType("content_policy_violation")) {
            return new ContentRejectedException(
                    said + " Moderation refused it; the same picture and prompt would be refused again.",
                    error.fieldErrors(),
                    origin,
                    null);
        }
        if (RetryHint.isServiceFailure(errorType)) {
            return failed(status, error, errorType, said, origin, headers, retryAfter, false);
        }
        return new InvalidRequestException(said, error.fieldErrors(), origin, null);
    }

    private static RequestFailedException failed(
            int status,
            ErrorBody error,
            @Nullable String errorType,
            String said,
            FalException.Origin origin,
            Map<String, String> headers,
            @Nullable Duration retryAfter,
            boolean isIngress) {
        String advice = status >= 300 && status < 400
                ? " Redirects are not followed."
                : isIngress && status >= 500 ? " Something before fal said so, and not fal." : "";
        return new RequestFailedException(
                said + advice,
                status,
                errorType,
                RetryHint.isRetryable(status, error, headers),
                isIngress,
                retryAfter,
                origin,
                null);
    }

    private static String said(
            Call<?> call, int status, ErrorBody error, @Nullable String errorType, @Nullable String requestId) {
        StringBuilder text =
                new StringBuilder(call.toString()).append(" failed with HTTP ").append(status);
        if (errorType != null && error.fieldErrors().isEmpty()) {
            text.append(" (").append(errorType).append(')');
        }
        if (!error.text().isEmpty()) {
            text.append(": ").append(error.text());
        }
        if (requestId != null && call.handle() == null) {
            text.append(" [request ").append(requestId).append(']');
        }
        text.append(text.charAt(text.length() - 1) == '.' ? "" : ".");
        String limits = error.limits();
        return (limits.isEmpty()
                        ? text
                        : text.append(" It names ").append(limits).append('.'))
                .toString();
    }

    /** No answer, or none that could be read. */
    FalException broken(Call<?> call, WriteGate gate, Throwable cause, boolean closed) {
        if (cause instanceof FalException known) {
            return known;
        }
        // Behind a proxy that refuses, what was written never left the pipeline.
        boolean written = gate.lock() && !(cause instanceof ProxyConnectException) && !(cause instanceof RefusedStream);
        FalException.Origin origin = new FalException.Origin(null, call.handle(), nothingAccepted(call, !written));
        if (closed) {
            String sent = written ? " It was sent, and its answer is lost." : " Nothing was sent.";
            return new ClientClosedException(call + " ended because the client was disposed of." + sent, origin, cause);
        }
        if (gate.isRefused()) {
            return new RequestCancelledException(call + " was not sent: its caller had left.", origin, cause);
        }
        boolean isPaid = call.operation() == Operation.RUN || call.operation() == Operation.SUBMIT;
        if (written && isPaid && call.delivery() == Delivery.AT_MOST_ONCE) {
            return outcomeUnknown(call, call + " got no answer: " + reason(call, cause) + ".", null, cause);
        }
        if (written && cause instanceof TooLongFrameException) {
            return new TransportException(
                    call + " was answered with headers that are too long: "
                            + words.safe(String.valueOf(cause.getMessage())),
                    true,
                    origin,
                    new LimitReached());
        }
        if (written && cause instanceof IllegalArgumentException) {
            return new ReplyFormatException(
                    call + " was answered by something that is not HTTP: "
                            + words.safe(String.valueOf(cause.getMessage())),
                    origin,
                    cause);
        }
        return new TransportException(
                call + " failed: " + reason(call, cause) + "." + consequence(call, written),
                written,
                origin,
                // Nobody follows a request that waits for its stream: it waits once, and then does without.
                call.operation() == Operation.STREAM && isOfThePool(cause) ? new LimitReached() : cause);
    }

    private static boolean isOfThePool(Throwable cause) {
        return cause.getClass().getSimpleName().startsWith("PoolAcquire");
    }

    /** What the failure means for the request: of one that fal has, "nothing was sent" would be true and misleading. */
    private static String consequence(Call<?> call, boolean written) {
        if (call.handle() != null) {
            return " The request itself goes on at fal; its handle is in this error.";
        }
        return written || call.operation() == Operation.DOWNLOAD ? "" : " Nothing was sent.";
    }

    /** A URL that would be called in clear text. */
    InvalidRequestException cleartext(Call<?> call, URI uri) {
        return new InvalidRequestException(
                call + " would go in clear text to " + words.safe(String.valueOf(uri.getHost()))
                        + ". Set the option allowCleartext if that is what you want. Nothing was sent.",
                List.of(),
                new FalException.Origin(null, call.handle(), nothingAccepted(call, true)),
                null);
    }

    private static FalException outcomeUnknown(
            Call<?> call, String said, @Nullable String requestId, @Nullable Throwable cause) {
        return new OutcomeUnknownException(
                said + " The request was sent and may be running and be paid for, so it is not sent again.",
                new FalException.Origin(requestId, call.handle(), false),
                cause);
    }

    private String reason(Call<?> call, Throwable cause) {
        if (cause instanceof CallTimeout) {
            return call.operation() == Operation.RUN
                    ? "it took longer than " + options.runTimeout() + " (option runTimeout)"
                    : "it took longer than " + options.callTimeout() + " (option callTimeout)";
        }
        if (cause instanceof ReadTimeoutException) {
            return "the server was silent for "
                    + switch (call.operation()) {
                        case RUN -> options.runTimeout() + " (option runTimeout)";
                        case STREAM -> options.streamIdleTimeout() + " (option streamIdleTimeout)";
                        default -> options.idleTimeout() + " (option idleTimeout)";
                    };
        }
        if (cause instanceof WriteTimeoutException) {
            return "the server took nothing for " + options.idleTimeout() + " (option idleTimeout)";
        }
        String kind = cause.getClass().getSimpleName();
        if (isOfThePool(cause)) {
            boolean isStream = call.operation() == Operation.STREAM;
            String connections = isStream
                    ? options.maxOpenStreams() + " connections for streams are in use (option maxOpenStreams)"
                    : options.maxConnections() + " connections are in use (option maxConnections)";
            return kind.startsWith("PoolAcquireTimeout")
                    ? "no connection came free within " + Connections.PATIENCE.toSeconds() + " s: all " + connections
                    : "all " + connections + ", and " + options.maxPendingCalls()
                            + " others wait for one (option maxPendingCalls)";
        }
        if (cause instanceof RefusedStream) {
            return String.valueOf(cause.getMessage());
        }
        if (cause instanceof SslHandshakeTimeoutException) {
            return "TLS was not agreed on within " + options.connectTimeout().toMillis()
                    + " ms (option connectTimeout)";
        }
        if (cause instanceof NotSslRecordException) {
            // Its message is a dump of what came.
            return "the server does not speak TLS";
        }
        String message = cause.getMessage() == null
                ? ""
                : SYSTEM_CALL.matcher(cause.getMessage()).replaceFirst("");
        if (cause instanceof UnknownHostException) {
            return words.safe("the host is unknown: " + message);
        }
        if (cause instanceof ConnectException) {
            return words.safe("there is no connection: " + message)
                    + (cause instanceof ConnectTimeoutException ? " (option connectTimeout)" : "");
        }
        return words.safe(cause.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message));
    }

    /** An accepted answer that cannot be decoded. */
    FalException unreadable(
            Call<?> call, int status, Map<String, String> headers, byte[] body, RuntimeException cause) {
        // Cut after the secrets are out, not before: half a key is not recognised as one.
        String start =
                Words.cut(words.safe(new String(body, 0, Math.min(body.length, 4096), StandardCharsets.UTF_8)), 200);
        // The cause is not kept: its message may quote the document, and a document may hold a picture.
        return new ReplyFormatException(
                call + " was answered with HTTP " + status + " and " + body.length + " bytes that cannot be read ("
                        + words.safe(where(cause)) + "). They start with: " + start,
                answered(call, headers),
                null);
    }

    private static String where(RuntimeException cause) {
        String message = String.valueOf(
                cause instanceof tools.jackson.core.JacksonException jackson
                        ? jackson.getOriginalMessage()
                        : cause.getMessage());
        return Words.cut(message, 300);
    }

    /** An answer larger than its limit. */
    FalException tooLarge(Call<?> call, Map<String, String> headers, long limit, String option) {
        return new TransportException(
                call + " was answered with more than " + limit + " bytes (option " + option + ").",
                true,
                answered(call, headers),
                new LimitReached());
    }

    /** Not to be sent again: it is for its caller to do without a stream. */
    FalException noRoom(Call<?> call) {
        return new TransportException(
                call + " was not sent: " + options.maxOpenStreams() + " streams are open (option maxOpenStreams).",
                false,
                new FalException.Origin(null, call.handle(), true),
                new LimitReached());
    }

    private FalException.Origin answered(Call<?> call, Map<String, String> headers) {
        return new FalException.Origin(
                words.shortened(headers.get("x-fal-request-id")),
                call.handle(),
                nothingAccepted(call, false),
                billableUnits(headers));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Schedulers.parallel().now(TimeUnit.MILLISECONDS));
    }

    /** Marks what a limit of this client ended: another attempt would not help, or is not wanted. */
    static final class LimitReached extends RuntimeException {
        LimitReached() {
            super(null, null, false, false);
        }
    }

    /** The limit of a whole call is over. */
    static final class CallTimeout extends RuntimeException {
        CallTimeout() {
            super(null, null, false, false);
        }
    }
}
