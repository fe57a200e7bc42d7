package io.fluxfill.localfal.paint;

import java.util.function.Consumer;

/** Repaints a part of a picture. Implementations have no state, so one may be shared by any number of threads. */
public interface Painter {

    /**
     * Repaints what is white in the mask (luminance of 128 and more). All other pixels come back exactly as they were.
     *
     * <p>Works on the calling thread, for seconds when the picture is large. The same arguments give the same pixels; another
     * seed gives another variation.
     *
     * @param image the picture
     * @param mask of the same size
     * @param seed what to vary
     * @param log told about progress, in short English lines, on the calling thread
     * @return a new picture of the same size, or {@code image} itself when the mask is all black
     * @throws IllegalArgumentException when the sizes differ
     * @throws InterruptedException when the thread is interrupted, which is looked at between rounds
     */
    Picture paint(Picture image, Picture mask, long seed, Consumer<String> log) throws InterruptedException;

    /** Fills the hole with patches found elsewhere in the same picture, from coarse to fine. */
    static Painter patchMatch() {
        return new PatchMatchPainter();
    }
}
