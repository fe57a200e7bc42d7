package io.fluxfill.playground;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An edit as the page sees it, and as it is kept.
 *
 * @param id its name
 * @param batch the name that it shares with its variants
 * @param createdAt when it was asked for, in ISO's format
 * @param state where it is
 * @param requestId fal's name for it
 * @param queuePosition how many are before it
 * @param prompt what should be there
 * @param request the form; left out of updates
 * @param fal the JSON that is sent, with short words for the pictures
 * @param java the same as source text; left out of updates
 * @param estimateUsd what it is expected to cost
 * @param billableUnits what fal counted
 * @param seed the seed that was used
 * @param images what it gave
 * @param error why it gave nothing
 * @param elapsedMs from when it was asked for until now, or until its end
 */
record EditView(
        String id,
        String batch,
        String createdAt,
        EditState state,
        @Nullable String requestId,
        @Nullable Integer queuePosition,
        String prompt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable EditRequest request,
        Map<String, Object> fal,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String java,
        @Nullable String estimateUsd,
        @Nullable String billableUnits,
        @Nullable String seed,
        List<ImageView> images,
        @Nullable EditError error,
        long elapsedMs) {

    /** As it goes into an update. */
    EditView brief() {
        return new EditView(
                id,
                batch,
                createdAt,
                state,
                requestId,
                queuePosition,
                prompt,
                null,
                fal,
                null,
                estimateUsd,
                billableUnits,
                seed,
                images,
                error,
                elapsedMs);
    }

    /** An update, with what updates leave out. */
    EditView completedFrom(EditView first) {
        return new EditView(
                id,
                batch,
                createdAt,
                state,
                requestId,
                queuePosition,
                prompt,
                first.request,
                fal,
                first.java,
                estimateUsd,
                billableUnits,
                seed,
                images,
                error,
                elapsedMs);
    }

    EditView at(EditState state, @Nullable String requestId, @Nullable Integer queuePosition) {
        return new EditView(
                id,
                batch,
                createdAt,
                state,
                requestId,
                queuePosition,
                prompt,
                request,
                fal,
                java,
                estimateUsd,
                billableUnits,
                seed,
                images,
                error,
                elapsed());
    }

    EditView completed(List<ImageView> images, @Nullable String seed, @Nullable String billableUnits) {
        return new EditView(
                id,
                batch,
                createdAt,
                EditState.COMPLETED,
                requestId,
                null,
                prompt,
                request,
                fal,
                java,
                estimateUsd,
                billableUnits,
                seed,
                images,
                null,
                elapsed());
    }

    EditView ended(EditState state, EditError error, @Nullable String billableUnits) {
        return new EditView(
                id,
                batch,
                createdAt,
                state,
                requestId,
                null,
                prompt,
                request,
                fal,
                java,
                estimateUsd,
                billableUnits,
                seed,
                images,
                error,
                elapsed());
    }

    /** As of now. */
    EditView now() {
        return state.isFinal() ? this : at(state, requestId, queuePosition);
    }

    private long elapsed() {
        return Math.max(0, System.currentTimeMillis() - Instant.parse(createdAt).toEpochMilli());
    }
}
