package io.fluxfill.batchedit;

/** An edit cannot be sent as it is written; the message is one sentence. */
final class RowProblem extends Exception {
    RowProblem(String message) {
        super(message);
    }

    RowProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
