package io.fluxfill.playground;

/** The service must not start like this; a person has to decide. */
final class StartRefusedException extends RuntimeException {
    private final String wayOut;

    StartRefusedException(String message, String wayOut) {
        super(message);
        this.wayOut = wayOut;
    }

    String wayOut() {
        return wayOut;
    }
}
