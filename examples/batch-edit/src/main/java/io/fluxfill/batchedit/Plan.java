package io.fluxfill.batchedit;

import io.fluxfill.RequestHandle;

/** What is to be done with an edit. */
sealed interface Plan {
    Edit edit();

    /** It was never sent. */
    record Submit(Edit edit) implements Plan {}

    /** It has a request: see what became of it, and finish it as it was begun. */
    record Watch(Edit edit, RequestHandle handle) implements Plan {}

    /**
     * It had a request, which the service did not know any more when it was asked.
     *
     * @param watch how to ask once more
     */
    record Lost(Edit edit, Watch watch) implements Plan {}

    /** It was about to be sent when the program died: it may be paid, and nobody knows its id. */
    record Unknown(Edit edit) implements Plan {}

    /** Its pictures are here. */
    record Skip(Edit edit, RowResult result) implements Plan {}
}
