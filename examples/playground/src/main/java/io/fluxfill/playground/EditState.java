package io.fluxfill.playground;

/** Where an edit is: before fal has it, fal's own states, and how it may end. */
enum EditState {
    PREPARING,
    IN_QUEUE,
    IN_PROGRESS,
    COMPLETED,
    FAILED,
    CANCELLED;

    boolean isFinal() {
        return compareTo(COMPLETED) >= 0;
    }
}
