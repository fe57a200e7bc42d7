package io.fluxfill.image;

/** What pictures and masks have in common: a size, and so many samples that an array holds them. */
final class Pixels {
    private Pixels() {}

    /**
     * An array for a picture of that size.
     *
     * @throws IllegalArgumentException if a size is below 1 or the picture is too large for an array
     */
    static byte[] allocate(int width, int height, int bands) {
        check(width, height);
        long length = (long) width * height * bands;
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("A picture of " + width + "×" + height + " is too large to be held.");
        }
        return new byte[(int) length];
    }

    static void check(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("A picture is at least 1×1, not " + width + "×" + height + ".");
        }
    }

    static void checkSameSize(Region one, Region other) {
        if (!one.equals(other)) {
            throw new IllegalArgumentException("They have to be of one size, not " + one.width() + "×" + one.height()
                    + " and " + other.width() + "×" + other.height() + ".");
        }
    }

    /** A part of it, which has to lie within. */
    static byte[] crop(byte[] samples, int width, int bands, Region region) {
        byte[] part = allocate(region.width(), region.height(), bands);
        int length = region.width() * bands;
        for (int row = 0; row < region.height(); row++) {
            int from = ((region.y() + row) * width + region.x()) * bands;
            System.arraycopy(samples, from, part, row * length, length);
        }
        return part;
    }
}
