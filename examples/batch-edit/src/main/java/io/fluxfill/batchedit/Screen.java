package io.fluxfill.batchedit;

/** Where progress is shown. */
interface Screen extends AutoCloseable {
    /** Something happened, and the board knows it already. */
    void show(RowEvent event);

    /** Shows the last state and gives the terminal back. */
    @Override
    void close();
}
