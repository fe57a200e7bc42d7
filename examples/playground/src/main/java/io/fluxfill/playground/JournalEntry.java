package io.fluxfill.playground;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A line of an edit's journal.
 *
 * @param kind what it is
 * @param service of the first line: whom the edit is sent to
 * @param edit of the first line and of updates: the edit as it is then
 * @param handle fal's handle, as its own JSON
 * @param n of updates and log lines: the number of the event
 * @param log of log lines: the line
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JournalEntry(
        Kind kind,
        @Nullable String service,
        @Nullable EditView edit,
        @Nullable String handle,
        @Nullable Long n,
        @Nullable LogView log) {
    enum Kind {
        /** The edit was asked for. */
        REQUEST,
        /** From here on fal may have it. */
        SUBMIT,
        /** fal has it. */
        HANDLE,
        /** Somebody wants it to be cancelled. */
        CANCEL,
        /** An event: something changed. */
        UPDATE,
        /** An event: the model wrote a line. */
        LOG
    }

    static JournalEntry request(String service, EditView edit) {
        return new JournalEntry(Kind.REQUEST, service, edit, null, null, null);
    }

    static JournalEntry mark(Kind kind) {
        return new JournalEntry(kind, null, null, null, null, null);
    }

    static JournalEntry handle(String json) {
        return new JournalEntry(Kind.HANDLE, null, null, json, null, null);
    }

    static JournalEntry update(long n, EditView brief) {
        return new JournalEntry(Kind.UPDATE, null, brief, null, n, null);
    }

    static JournalEntry log(LogView line) {
        return new JournalEntry(Kind.LOG, null, null, null, line.n(), line);
    }

    /**
     * A line that the model wrote.
     *
     * @param n the number of the event
     * @param at when, as fal said
     * @param level fal's word
     * @param message the text
     */
    record LogView(long n, @Nullable String at, @Nullable String level, String message) {}
}
