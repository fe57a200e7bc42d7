package io.fluxfill.image;

/**
 * How far a picture of the model differs from the original where nothing was to be repainted. Re-encoding alone changes a
 * little; what a mask was not heeded for changes much.
 *
 * @param pixels how many pixels lie outside of the mask
 * @param mean the mean difference of a sample, 0 to 255
 * @param max the largest one
 * @param visible percent of these pixels of which a sample differs by more than 16, which is more than a JPEG does
 * @since 0.1
 */
public record OutsideChange(long pixels, double mean, int max, double visible) {
    private static final int VISIBLE = 16;

    /** Both have the size of the mask. */
    static OutsideChange between(Picture original, Picture other, Mask mask) {
        byte[] from = original.shared();
        byte[] to = other.shared();
        byte[] levels = mask.shared();
        long pixels = 0;
        long sum = 0;
        long visible = 0;
        int max = 0;
        for (int i = 0; i < levels.length; i++) {
            if (levels[i] != 0) {
                continue;
            }
            int most = 0;
            for (int at = 3 * i; at < 3 * i + 3; at++) {
                int difference = Math.abs((from[at] & 255) - (to[at] & 255));
                sum += difference;
                most = Math.max(most, difference);
            }
            pixels++;
            max = Math.max(max, most);
            visible += most > VISIBLE ? 1 : 0;
        }
        long some = Math.max(1, pixels);
        return new OutsideChange(pixels, sum / (3.0 * some), max, 100.0 * visible / some);
    }
}
