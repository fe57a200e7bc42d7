package io.fluxfill.metrics;

import io.fluxfill.error.AccountBlockedException;
import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.BudgetExceededException;
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
import io.fluxfill.error.RequestNotReadyException;
import io.fluxfill.error.TransportException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended: well, by its caller's leaving, or with one of the {@link FalException}s.
 *
 * @since 0.1
 */
public enum CallOutcome {
    /** Answered. */
    SUCCESS(null),
    /** Its caller left. */
    CANCELLED(null),
    /** {@link AccountBlockedException}. */
    ACCOUNT_BLOCKED(AccountBlockedException.class),
    /** {@link AuthenticationException}. */
    AUTHENTICATION(AuthenticationException.class),
    /** {@link BudgetExceededException}: of no call, since nothing is sent; of what is counted by error. */
    BUDGET_EXCEEDED(BudgetExceededException.class),
    /** {@link ClientClosedException}. */
    CLIENT_CLOSED(ClientClosedException.class),
    /** {@link ContentRejectedException}. */
    CONTENT_REJECTED(ContentRejectedException.class),
    /** {@link DeadlineExceededException}. */
    DEADLINE_EXCEEDED(DeadlineExceededException.class),
    /** {@link InvalidRequestException}. */
    INVALID_REQUEST(InvalidRequestException.class),
    /** {@link OutcomeUnknownException}. */
    OUTCOME_UNKNOWN(OutcomeUnknownException.class),
    /** {@link RateLimitedException}. */
    RATE_LIMITED(RateLimitedException.class),
    /** {@link ReplyFormatException}. */
    REPLY_FORMAT(ReplyFormatException.class),
    /** {@link RequestCancelledException}. */
    REQUEST_CANCELLED(RequestCancelledException.class),
    /** {@link RequestFailedException}. */
    REQUEST_FAILED(RequestFailedException.class),
    /** {@link RequestNotFoundException}. */
    REQUEST_NOT_FOUND(RequestNotFoundException.class),
    /** {@link RequestNotReadyException}. */
    REQUEST_NOT_READY(RequestNotReadyException.class),
    /** {@link TransportException}. */
    TRANSPORT(TransportException.class),
    /** Anything else, which is an error of this library or of what the application plugged in. */
    OTHER(null);

    private static final Map<Class<?>, CallOutcome> BY_TYPE = Arrays.stream(values())
            .filter(outcome -> outcome.type != null)
            .collect(Collectors.toUnmodifiableMap(outcome -> (Class<?>) outcome.type, Function.identity()));

    private final @Nullable Class<? extends FalException> type;
    private final String word = name().toLowerCase(Locale.ROOT);

    CallOutcome(@Nullable Class<? extends FalException> type) {
        this.type = type;
    }

    /** The outcome of a call that ended with this error. */
    public static CallOutcome of(Throwable error) {
        return BY_TYPE.getOrDefault(error.getClass(), OTHER);
    }

    /** As it stands in tags. */
    public String word() {
        return word;
    }
}
