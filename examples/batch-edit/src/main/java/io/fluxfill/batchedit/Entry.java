package io.fluxfill.batchedit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fluxfill.RequestHandle;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a journal.
 *
 * @param row the row's number, and
 * @param input the digest of what it says: together they find the row again
 * @param origin where the rows come from; of {@link Event#RUN} alone
 * @param begun the plan of what was submitted; of {@link Event#HANDLE} alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Entry(
        Event event,
        @Nullable Integer row,
        @Nullable String input,
        @Nullable String endpoint,
        @JsonProperty("request_id") @Nullable String requestId,
        @Nullable RowResult result,
        @Nullable String note,
        @Nullable Origin origin,
        @Nullable Begun begun,
        String at) {

    enum Event {
        /** A run begins: the first line. */
        RUN,
        /** The next thing that happens is the submit. */
        INTENT,
        /** fal accepted it, and this is its id. */
        HANDLE,
        /** It could not be made ready, so that there was no intent. What was before it still is. */
        NOT_SENT,
        /** It is certain that fal accepted nothing of its last intent. What was before that still is. */
        REFUSED,
        /** Its pictures are on disk. */
        DONE,
        /** Its request ended without a picture, or following it gave up. */
        FAILED,
        /** Its request was cancelled, and there will be no picture of it. What was before its intent still is. */
        CANCELLED,
        /** The service does not know its request any more: it may have been paid. */
        LOST
    }

    /**
     * Where the rows and the service of a run were.
     *
     * @param service the queue's address, or a word for one that ended with its run
     * @param manifest absolute; null for the rows of flags and for the bundled pictures
     * @param edit the cells of a single edit by flags, by their names
     * @param plan what flags said of the plan of all edits, by the columns' names
     */
    record Origin(
            String service,
            @Nullable String manifest,
            @Nullable Map<String, String> edit,
            @Nullable Map<String, String> plan) {}

    static Entry run(Origin origin) {
        return new Entry(Event.RUN, null, null, null, null, null, null, origin, null, now());
    }

    static Entry of(Event event, Edit edit, @Nullable String note) {
        return new Entry(event, edit.number(), edit.content(), null, null, null, note, null, null, now());
    }

    static Entry handle(Edit edit, RequestHandle handle) {
        return new Entry(
                Event.HANDLE,
                edit.number(),
                edit.content(),
                handle.endpointId(),
                handle.requestId(),
                null,
                null,
                null,
                edit.planned() == null ? null : Begun.of(edit.prepared(), edit.planned()),
                now());
    }

    static Entry done(Edit edit, RowResult result) {
        return new Entry(Event.DONE, edit.number(), edit.content(), null, null, result, null, null, null, now());
    }

    @Nullable
    RequestHandle handle() {
        return endpoint == null || requestId == null ? null : new RequestHandle(endpoint, requestId);
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
