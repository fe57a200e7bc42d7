package io.fluxfill.error;

import io.fluxfill.RequestHandle;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong, by what a caller decides next: one subtype per decision. Unchecked. No message holds the key, a
 * data URI, the query of a URL, or more than 2 KiB of the server's words.
 *
 * @since 0.1
 */
public abstract sealed class FalException extends RuntimeException
        permits AccountBlockedException,
                AuthenticationException,
                BudgetExceededException,
                ClientClosedException,
                ContentRejectedException,
                DeadlineExceededException,
                InvalidRequestException,
                OutcomeUnknownException,
                RateLimitedException,
                ReplyFormatException,
                RequestCancelledException,
                RequestFailedException,
                RequestNotFoundException,
                RequestNotReadyException,
                TransportException {
    /** What a server said is cut to 2 KiB before; beyond that there are only names of files, which anybody may give. */
    private static final int LONGEST = 4000;

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    private final Origin origin;

    FalException(String message, Origin origin, @Nullable Throwable cause) {
        super(shown(message), cause);
        this.origin = origin;
    }

    /** On one line, so that no name of a file begins a line of a log, and with its end, which says the way out. */
    private static String shown(String message) {
        String line = CONTROLS.matcher(message).replaceAll(" ");
        return line.length() <= LONGEST
                ? line
                : line.substring(0, LONGEST / 2) + "…" + line.substring(line.length() - LONGEST / 2);
    }

    /** What went wrong, and after how many attempts. */
    @Override
    public String getMessage() {
        String message = String.valueOf(super.getMessage());
        int attempts = attempts();
        return attempts == 1 ? message : message + " This was attempt " + attempts + ".";
    }

    /** How many attempts were made; the failures of the earlier ones are this one's suppressed exceptions. */
    public int attempts() {
        int attempts = 1;
        for (Throwable earlier : getSuppressed()) {
            if (earlier instanceof FalException) {
                attempts++;
            }
        }
        return attempts;
    }

    /** fal's id of the request or of the reply, if it named one. Give it to fal's support. */
    public @Nullable String requestId() {
        return origin.requestId();
    }

    /** The queued request that this is about, if there is one: watch it, fetch its result, or cancel it. */
    public @Nullable RequestHandle handle() {
        return origin.handle();
    }

    /**
     * What fal counted for the answer that failed ({@code x-fal-billable-units}), uninterpreted; null if fal did not say. A
     * model may have worked, and be paid for, before it refused.
     */
    public @Nullable BigDecimal billableUnits() {
        return origin.billableUnits();
    }

    /**
     * Whether sending the same request again cannot pay twice: false whenever a handle exists or the outcome is unknown.
     * It says nothing of whether it would succeed.
     */
    public boolean isSafeToResubmit() {
        return origin.nothingAccepted();
    }

    /**
     * Where an error comes from.
     *
     * @param requestId fal's id, if it named one
     * @param handle the queued request, if there is one
     * @param nothingAccepted whether it is certain that fal took no request because of this call
     * @param billableUnits what fal counted for it, if it said so
     */
    public record Origin(
            @Nullable String requestId,
            @Nullable RequestHandle handle,
            boolean nothingAccepted,
            @Nullable BigDecimal billableUnits) {
        /** An error of this side: nothing was sent. */
        public static final Origin LOCAL = new Origin(null, null, true);

        /** An error of which fal did not say that it counted anything. */
        public Origin(@Nullable String requestId, @Nullable RequestHandle handle, boolean nothingAccepted) {
            this(requestId, handle, nothingAccepted, null);
        }

        /** An error about a queued request. */
        public static Origin of(RequestHandle handle) {
            return new Origin(handle.requestId(), handle, false);
        }

        /** The handle's id wins: the one of a reply may be that of an attempt. */
        public Origin {
            if (handle != null) {
                requestId = handle.requestId();
                nothingAccepted = false;
            }
        }
    }
}
