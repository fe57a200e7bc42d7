package io.fluxfill.image;

import org.jspecify.annotations.Nullable;

/** How dark and how bright a mask gets, and so whether it says anything. */
final class MaskTone {
    /** From here on a grey is nearer to white, which is repainted. */
    private static final int WHITISH = 128;

    private int darkest = 255;
    private int brightest;
    private int leastAlpha = 255;
    private int mostAlpha;
    private int last;
    private boolean any;
    private boolean oneColour = true;

    /** Adds pixels, each with alpha, red, green and blue from the highest byte down. */
    void add(int[] argb) {
        for (int pixel : argb) {
            // Masks are plain: most pixels are as the one before.
            if (!any || pixel != last) {
                addOne(pixel);
            }
        }
    }

    private void addOne(int argb) {
        int bright = (299 * (argb >> 16 & 255) + 587 * (argb >> 8 & 255) + 114 * (argb & 255)) / 1000;
        darkest = Math.min(darkest, bright);
        brightest = Math.max(brightest, bright);
        leastAlpha = Math.min(leastAlpha, argb >>> 24);
        mostAlpha = Math.max(mostAlpha, argb >>> 24);
        oneColour &= !any || (argb & 0xFFFFFF) == (last & 0xFFFFFF);
        last = argb;
        any = true;
    }

    /** Whether something is to be repainted and something to be kept: more pixels cannot change that. */
    boolean mixed() {
        return darkest < WHITISH && brightest >= WHITISH;
    }

    /** What is wrong with a mask of which all pixels were added, as the rest of a sentence; or null. */
    @Nullable
    String problem() {
        if (mixed()) {
            return null;
        }
        if (oneColour && leastAlpha != mostAlpha) {
            return "seems to have its mask in the alpha channel: only its transparency varies, and fal reads brightness."
                    + " Save it without alpha, white what is to be repainted and black what is to stay.";
        }
        if (brightest == 0) {
            return "is all black, so nothing would be repainted: make white what is to change.";
        }
        if (darkest == 255) {
            return "is all white, so nothing would be kept: make black what is to stay.";
        }
        return brightest < WHITISH
                ? "has no white: its brightest pixel is " + brightest
                        + " of 255, and what is to be repainted has to be white (255)."
                : "has no black: its darkest pixel is " + darkest + " of 255, and what is to stay has to be black (0).";
    }
}
