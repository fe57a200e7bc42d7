package io.fluxfill.metrics;

import java.util.Locale;

/**
 * Why a queued request is cancelled at fal.
 *
 * @since 0.1
 */
public enum CancelReason {
    /** Its caller left. */
    ABANDONED,
    /** The deadline of its caller passed. */
    DEADLINE,
    /** Its caller left before fal had accepted it. */
    LATE,
    /** The client was closed, and its caller was told so. */
    CLOSED,
    /** Its caller asked for it. */
    EXPLICIT;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As it stands in tags. */
    public String word() {
        return word;
    }
}
