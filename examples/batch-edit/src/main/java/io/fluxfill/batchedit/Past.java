package io.fluxfill.batchedit;

import io.fluxfill.RequestHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says of one edit that was sent, or about to be.
 *
 * @param handle null if it was about to be sent and no answer is known
 * @param lost whether the service does not know its request any more
 * @param failed whether following it gave up
 * @param before what was known when it was sent once more, as that may be paid, too; null if nothing was
 */
record Past(
        @Nullable RequestHandle handle,
        @Nullable Begun begun,
        @Nullable RowResult result,
        boolean lost,
        boolean failed,
        @Nullable Past before) {

    /** What is known after one more line; null if nothing is, so that it can be sent. */
    static @Nullable Past after(@Nullable Past past, Entry entry) {
        return switch (entry.event()) {
            case INTENT -> new Past(null, null, null, false, false, past);
            case HANDLE ->
                new Past(entry.handle(), entry.begun(), null, false, false, past == null ? null : past.before);
            case REFUSED -> past == null || past.isAnswered() ? past : past.before;
            case DONE ->
                new Past(
                        past == null ? null : past.handle,
                        past == null ? null : past.begun,
                        entry.result(),
                        false,
                        false,
                        null);
            case CANCELLED ->
                // It may have ended while it was being cancelled.
                past == null || past.result != null ? past : past.before;
            case LOST -> past == null ? null : past.with(true, past.failed);
            case FAILED -> past == null ? null : past.with(past.lost, true);
            case NOT_SENT, RUN -> past;
        };
    }

    /** Whether its last submit has an answer, so that no refusal can be of it. */
    private boolean isAnswered() {
        return handle != null || result != null;
    }

    private Past with(boolean nowLost, boolean nowFailed) {
        return new Past(handle, begun, result, nowLost, nowFailed, before);
    }
}
