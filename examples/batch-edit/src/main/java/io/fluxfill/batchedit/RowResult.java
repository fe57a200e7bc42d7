package io.fluxfill.batchedit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a row ended: a line of {@code results.jsonl}.
 *
 * @param where how its author finds it again
 * @param prompt that was used; fal may have enhanced it
 * @param seed of the first picture
 * @param files the pictures, relative to the output folder
 * @param flagged whether moderation flagged one of them
 * @param seconds from submit to result, as seen from here
 * @param inferenceSeconds as fal measured it
 * @param billableUnits as fal counted them
 * @param plan what came of its plan; null if it had none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RowResult(
        int row,
        String where,
        String name,
        Status status,
        @Nullable String prompt,
        @Nullable BigInteger seed,
        List<String> files,
        boolean flagged,
        @JsonProperty("request_id") @Nullable String requestId,
        @Nullable Double seconds,
        @JsonProperty("inference_seconds") @Nullable Double inferenceSeconds,
        @JsonProperty("estimated_usd") @Nullable BigDecimal estimatedUsd,
        @JsonProperty("billable_units") @Nullable BigDecimal billableUnits,
        @Nullable String error,
        @Nullable PlanReport plan) {

    enum Status {
        /** Its pictures are on disk. */
        SUCCEEDED,
        /** It has no picture, and {@code error} says why. */
        FAILED,
        /** Its submit left, and nobody knows whether it arrived: it may be paid. */
        UNKNOWN,
        /** It was running when the command was stopped, and was cancelled. */
        CANCELLED,
        /** It was never sent. */
        NOT_SUBMITTED
    }

    static RowResult refused(Row row, String error) {
        return new RowResult(
                row.number(),
                row.where(),
                "edit",
                Status.FAILED,
                row.cells().get(Column.PROMPT),
                null,
                List.of(),
                false,
                null,
                null,
                null,
                null,
                null,
                error,
                null);
    }

    /** An edit without a picture. */
    static RowResult without(
            Edit edit, Status status, @Nullable String requestId, @Nullable Double seconds, @Nullable String error) {
        return new RowResult(
                edit.number(),
                edit.where(),
                edit.name(),
                status,
                edit.prompt(),
                null,
                List.of(),
                false,
                requestId,
                seconds,
                null,
                edit.estimate(),
                null,
                error,
                null);
    }

    boolean succeeded() {
        return status == Status.SUCCEEDED;
    }

    /** The same under another number: rows move when somebody edits a manifest. */
    RowResult at(Edit edit) {
        return new RowResult(
                edit.number(),
                edit.where(),
                name,
                status,
                prompt,
                seed,
                files,
                flagged,
                requestId,
                seconds,
                inferenceSeconds,
                estimatedUsd,
                billableUnits,
                error,
                plan);
    }
}
