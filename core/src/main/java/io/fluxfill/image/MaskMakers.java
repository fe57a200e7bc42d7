package io.fluxfill.image;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;

/** Makes masks out of pictures, shapes and other masks. */
final class MaskMakers {
    private MaskMakers() {}

    static Mask brightness(Picture picture) {
        byte[] rgb = picture.shared();
        byte[] levels = new byte[rgb.length / 3];
        for (int i = 0, at = 0; i < levels.length; i++, at += 3) {
            levels[i] = (byte) luma(rgb[at] & 255, rgb[at + 1] & 255, rgb[at + 2] & 255);
        }
        return Mask.wrap(picture.width(), picture.height(), levels);
    }

    /** Of grey it is the grey itself. */
    static int luma(int red, int green, int blue) {
        return (299 * red + 587 * green + 114 * blue + 500) / 1000;
    }

    static Mask colour(Picture picture, int rgb, int tolerance) {
        checkTolerance(tolerance);
        byte[] from = picture.shared();
        byte[] levels = new byte[from.length / 3];
        for (int i = 0, at = 0; i < levels.length; i++, at += 3) {
            boolean near = near(from[at], rgb >> 16, tolerance)
                    && near(from[at + 1], rgb >> 8, tolerance)
                    && near(from[at + 2], rgb, tolerance);
            levels[i] = (byte) (near ? 255 : 0);
        }
        return Mask.wrap(picture.width(), picture.height(), levels);
    }

    static Mask difference(Picture one, Picture other, int tolerance) {
        checkTolerance(tolerance);
        Pixels.checkSameSize(one.region(), other.region());
        byte[] a = one.shared();
        byte[] b = other.shared();
        byte[] levels = new byte[a.length / 3];
        for (int i = 0, at = 0; i < levels.length; i++, at += 3) {
            boolean same = near(a[at], b[at], tolerance)
                    && near(a[at + 1], b[at + 1], tolerance)
                    && near(a[at + 2], b[at + 2], tolerance);
            levels[i] = (byte) (same ? 0 : 255);
        }
        return Mask.wrap(one.width(), one.height(), levels);
    }

    private static boolean near(int one, int other, int tolerance) {
        return Math.abs((one & 255) - (other & 255)) <= tolerance;
    }

    private static void checkTolerance(int tolerance) {
        if (tolerance < 0 || tolerance > 255) {
            throw new IllegalArgumentException("A tolerance is 0 to 255, not " + tolerance + ".");
        }
    }

    static Mask rectangle(int width, int height, Region region) {
        byte[] levels = Pixels.allocate(width, height, 1);
        Region inside = region.intersection(Region.whole(width, height));
        if (inside != null) {
            for (int y = inside.y(); y < inside.bottom(); y++) {
                Arrays.fill(levels, y * width + inside.x(), y * width + inside.right(), (byte) 255);
            }
        }
        return Mask.wrap(width, height, levels);
    }

    static Mask ellipse(int width, int height, Region region) {
        byte[] levels = Pixels.allocate(width, height, 1);
        for (int y = Math.max(0, region.y()); y < Math.min(height, region.bottom()); y++) {
            double down = (2.0 * (y - region.y()) + 1 - region.height()) / region.height();
            double half = Math.sqrt(Math.max(0, 1 - down * down)) * region.width() / 2;
            double middle = region.x() + region.width() / 2.0;
            fill(levels, width, y, middle - half, middle + half);
        }
        return Mask.wrap(width, height, levels);
    }

    /** Fills the pixels of a row whose centres lie between the two. */
    private static void fill(byte[] levels, int width, int y, double from, double to) {
        int first = (int) Math.max(0, Math.ceil(from - 0.5));
        int behind = (int) Math.min(width, Math.floor(to - 0.5) + 1);
        if (first < behind) {
            Arrays.fill(levels, y * width + first, y * width + behind, (byte) 255);
        }
    }

    static Mask polygon(int width, int height, double... corners) {
        if (corners.length < 6 || corners.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "A polygon has x and y of at least three corners, not " + corners.length + " numbers.");
        }
        if (!Arrays.stream(corners).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("The corners of a polygon are finite numbers.");
        }
        byte[] levels = Pixels.allocate(width, height, 1);
        double[] crossings = new double[corners.length / 2];
        for (int y = 0; y < height; y++) {
            int count = crossings(corners, y + 0.5, crossings);
            Arrays.sort(crossings, 0, count);
            for (int i = 0; i + 1 < count; i += 2) {
                fill(levels, width, y, crossings[i], crossings[i + 1]);
            }
        }
        return Mask.wrap(width, height, levels);
    }

    private static int crossings(double[] corners, double y, double[] into) {
        int count = 0;
        double beforeX = corners[corners.length - 2];
        double beforeY = corners[corners.length - 1];
        for (int i = 0; i < corners.length; i += 2) {
            double x = corners[i];
            double cornerY = corners[i + 1];
            if ((beforeY <= y) != (cornerY <= y)) {
                into[count++] = beforeX + (y - beforeY) / (cornerY - beforeY) * (x - beforeX);
            }
            beforeX = x;
            beforeY = cornerY;
        }
        return count;
    }

    static Mask combine(Mask one, Mask other, IntBinaryOperator operator) {
        Pixels.checkSameSize(one.region(), other.region());
        byte[] a = one.shared();
        byte[] b = other.shared();
        byte[] levels = new byte[a.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) operator.applyAsInt(a[i] & 255, b[i] & 255);
        }
        return Mask.wrap(one.width(), one.height(), levels);
    }

    static Mask padded(Mask mask, int left, int top, int right, int bottom, int level) {
        if (left < 0 || top < 0 || right < 0 || bottom < 0) {
            throw new IllegalArgumentException("A padding is 0 pixels or more.");
        }
        if (level < 0 || level > 255) {
            throw new IllegalArgumentException("A level is 0 to 255, not " + level + ".");
        }
        int width = Math.addExact(mask.width(), Math.addExact(left, right));
        int height = Math.addExact(mask.height(), Math.addExact(top, bottom));
        byte[] levels = Pixels.allocate(width, height, 1);
        Arrays.fill(levels, (byte) level);
        for (int y = 0; y < mask.height(); y++) {
            System.arraycopy(mask.shared(), y * mask.width(), levels, (y + top) * width + left, mask.width());
        }
        return Mask.wrap(width, height, levels);
    }
}
