package io.fluxfill.playground;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
        return with(change -> {
            change.request = null;
            change.java = null;
        });
    }

    /** An update, with what updates leave out. */
    EditView completedFrom(EditView first) {
        return with(change -> {
            change.request = first.request;
            change.java = first.java;
        });
    }

    EditView at(EditState state, @Nullable String requestId, @Nullable Integer queuePosition) {
        return with(change -> {
            change.state = state;
            change.requestId = requestId;
            change.queuePosition = queuePosition;
            change.elapsedMs = elapsed();
        });
    }

    EditView completed(List<ImageView> images, @Nullable String seed, @Nullable String billableUnits) {
        return with(change -> {
            change.end(EditState.COMPLETED, billableUnits);
            change.images = images;
            change.seed = seed;
        });
    }

    EditView ended(EditState state, EditError error, @Nullable String billableUnits) {
        return with(change -> {
            change.end(state, billableUnits);
            change.error = error;
        });
    }

    /** The end of one that was not wanted any more in time. */
    EditView cancelledBefore() {
        return ended(
                EditState.CANCELLED,
                EditError.of("Cancelled", "It was cancelled before it was sent: nothing was paid."),
                null);
    }

    /** As of now. */
    EditView now() {
        return state.isFinal() ? this : at(state, requestId, queuePosition);
    }

    private long elapsed() {
        return Math.max(0, System.currentTimeMillis() - Instant.parse(createdAt).toEpochMilli());
    }

    private EditView with(Consumer<Change> difference) {
        Change change = new Change();
        difference.accept(change);
        return change.changed();
    }

    /** What may change, as it is until it does. */
    private final class Change {
        private EditState state = EditView.this.state;
        private @Nullable String requestId = EditView.this.requestId;
        private @Nullable Integer queuePosition = EditView.this.queuePosition;
        private @Nullable EditRequest request = EditView.this.request;
        private @Nullable String java = EditView.this.java;
        private @Nullable String billableUnits = EditView.this.billableUnits;
        private @Nullable String seed = EditView.this.seed;
        private List<ImageView> images = EditView.this.images;
        private @Nullable EditError error = EditView.this.error;
        private long elapsedMs = EditView.this.elapsedMs;

        private void end(EditState end, @Nullable String units) {
            state = end;
            queuePosition = null;
            billableUnits = units;
            elapsedMs = elapsed();
        }

        private EditView changed() {
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
                    elapsedMs);
        }
    }
}
