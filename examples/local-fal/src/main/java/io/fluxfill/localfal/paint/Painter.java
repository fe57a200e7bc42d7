package io.fluxfill.localfal.paint;

import java.util.function.Consumer;

/** Fills the white part of a mask. */
public interface Painter {
    /** Paints, logs lines on the way, and stops when the thread is interrupted. */
    Picture paint(Picture image, Picture mask, long seed, Consumer<String> log) throws InterruptedException;

    /** The default painter. */
    static Painter patchMatch() {
        return (image, mask, seed, log) -> {
            log.accept("level 1 of 1");
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return image.filled(mask);
        };
    }
}
