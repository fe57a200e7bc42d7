package io.fluxfill.image;

import org.jspecify.annotations.Nullable;

/** What is told about a mask. */
final class MaskMeasures {
    private MaskMeasures() {}

    static @Nullable Region bounds(Mask mask) {
        byte[] levels = mask.shared();
        int width = mask.width();
        int left = width;
        int right = 0;
        int top = -1;
        int bottom = 0;
        for (int y = 0; y < mask.height(); y++) {
            int start = y * width;
            int first = 0;
            while (first < width && levels[start + first] == 0) {
                first++;
            }
            if (first < width) {
                int last = width - 1;
                while (levels[start + last] == 0) {
                    last--;
                }
                left = Math.min(left, first);
                right = Math.max(right, last + 1);
                top = top < 0 ? y : top;
                bottom = y + 1;
            }
        }
        return top < 0 ? null : Region.between(left, top, right, bottom);
    }

    static double coverage(Mask mask) {
        long sum = 0;
        for (byte level : mask.shared()) {
            sum += level & 255;
        }
        return sum * 100.0 / (255.0 * mask.shared().length);
    }
}
