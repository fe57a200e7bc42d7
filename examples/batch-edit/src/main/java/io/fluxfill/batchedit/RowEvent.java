package io.fluxfill.batchedit;

import io.fluxfill.fill.FillResult;
import io.fluxfill.queue.QueueUpdate;

/** What happens to a row while the command runs. */
sealed interface RowEvent {
    /** Its request went on. */
    record Moved(Edit edit, QueueUpdate<FillResult> update) implements RowEvent {}

    /** Nothing more comes of it. */
    record Ended(RowResult result) implements RowEvent {}
}
