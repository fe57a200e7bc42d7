package io.fluxfill.localfal.paint;

/** Makes long loops end when their thread is interrupted. */
final class Interrupts {
    private Interrupts() {}

    static void check() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted while painting");
        }
    }
}
