package io.fluxfill.image;

import org.jspecify.annotations.Nullable;

/**
 * Extends a picture beyond its borders: a larger canvas, and a mask over what is new. The mask overlaps into the picture,
 * because a model that begins exactly at the border leaves a seam.
 *
 * <p>An immutable value with pure functions; CPU work.
 *
 * @since 0.1
 */
public final class Outpaint {
    /** More than this many times as wide or high is hardly meant. */
    private static final double MOST = 16;

    private final Growth growth;
    private final double horizontalAnchor;
    private final double verticalAnchor;
    private final int overlap;

    private Outpaint(Growth growth, double horizontalAnchor, double verticalAnchor, int overlap) {
        this.growth = growth;
        this.horizontalAnchor = horizontalAnchor;
        this.verticalAnchor = verticalAnchor;
        this.overlap = overlap;
    }

    private Outpaint(Growth growth) {
        this(growth, 0.5, 0.5, 16);
    }

    /** How the size of the canvas is told. */
    sealed interface Growth {
        /** By pixels for each side. */
        record Sides(int left, int top, int right, int bottom) implements Growth {}

        /** To a ratio of width to height. */
        record Ratio(int width, int height) implements Growth {}

        /** By a factor for width and height. */
        record Zoom(double factor) implements Growth {}
    }

    /**
     * By that many pixels at each side.
     *
     * @throws IllegalArgumentException if one is negative, or all are 0
     */
    public static Outpaint by(int left, int top, int right, int bottom) {
        if (Math.min(Math.min(left, top), Math.min(right, bottom)) < 0 || (left | top | right | bottom) == 0) {
            throw new IllegalArgumentException("A picture is extended by 0 pixels or more at each side, and by more at"
                    + " one of them, not by " + left + ", " + top + ", " + right + ", " + bottom + ".");
        }
        return new Outpaint(new Growth.Sides(left, top, right, bottom));
    }

    /**
     * To the smallest canvas of an aspect ratio that holds the picture: to 16 and 9, say.
     *
     * @throws IllegalArgumentException if a number is below 1
     */
    public static Outpaint toAspectRatio(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "An aspect ratio is two numbers from 1 on, not " + width + ":" + height + ".");
        }
        return new Outpaint(new Growth.Ratio(width, height));
    }

    /**
     * To a canvas that many times as wide and as high.
     *
     * @throws IllegalArgumentException if it is not above 1, or above 16
     */
    public static Outpaint zoomOut(double factor) {
        if (!(factor > 1 && factor <= MOST)) {
            throw new IllegalArgumentException(
                    "A zoom out is by more than 1 and at most " + (int) MOST + ", not by " + factor + ".");
        }
        return new Outpaint(new Growth.Zoom(factor));
    }

    /**
     * Where the picture lies on a canvas whose size is told by a ratio or a factor. Default: in the middle.
     *
     * @param horizontally 0 for the left edge to 1 for the right one
     * @param vertically 0 for the upper edge to 1 for the lower one
     * @throws IllegalArgumentException if one is not within 0 to 1, or the canvas is told by pixels for each side, which
     *     say themselves where the picture lies
     */
    public Outpaint anchor(double horizontally, double vertically) {
        if (growth instanceof Growth.Sides) {
            throw new IllegalArgumentException(
                    "An anchor is for a canvas told by a ratio or a factor: pixels for each side say themselves where"
                            + " the picture lies.");
        }
        if (!(horizontally >= 0 && horizontally <= 1 && vertically >= 0 && vertically <= 1)) {
            throw new IllegalArgumentException(
                    "An anchor is 0 to 1 both ways, not " + horizontally + " and " + vertically + ".");
        }
        return new Outpaint(growth, horizontally, vertically, overlap);
    }

    /**
     * How far the mask reaches into the picture, at the sides that grow. Default: 16 pixels.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Outpaint overlap(int pixels) {
        if (pixels < 0) {
            throw new IllegalArgumentException("An overlap is 0 pixels or more, not " + pixels + ".");
        }
        return new Outpaint(growth, horizontalAnchor, verticalAnchor, pixels);
    }

    Growth growth() {
        return growth;
    }

    double horizontalAnchor() {
        return horizontalAnchor;
    }

    double verticalAnchor() {
        return verticalAnchor;
    }

    /** See {@link #overlap(int)}. */
    public int overlap() {
        return overlap;
    }

    /**
     * Where a picture of that size comes to lie, and by that the size of the canvas: what there is to the left and above
     * is the place of the region, and its own size is the canvas's.
     */
    Region canvas(int width, int height) {
        if (growth instanceof Growth.Sides sides) {
            return canvas(
                    sides.left(),
                    sides.top(),
                    (long) width + sides.left() + sides.right(),
                    (long) height + sides.top() + sides.bottom());
        }
        long newWidth = width;
        long newHeight = height;
        if (growth instanceof Growth.Zoom zoom) {
            newWidth = Math.round(width * zoom.factor());
            newHeight = Math.round(height * zoom.factor());
        } else if (growth instanceof Growth.Ratio ratio) {
            newWidth = Math.max(width, Math.round((double) height * ratio.width() / ratio.height()));
            newHeight = Math.max(height, Math.round((double) width * ratio.height() / ratio.width()));
        }
        if (newWidth == width && newHeight == height) {
            throw new IllegalArgumentException(
                    "The picture of " + width + "×" + height + " has that size already: there is nothing to extend.");
        }
        return canvas(
                (int) Math.round((newWidth - width) * horizontalAnchor),
                (int) Math.round((newHeight - height) * verticalAnchor),
                newWidth,
                newHeight);
    }

    private static Region canvas(int left, int top, long width, long height) {
        if (width > Integer.MAX_VALUE / 4 || height > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException("A canvas of " + width + "×" + height + " is too large.");
        }
        return new Region(left, top, (int) width, (int) height);
    }

    /**
     * The canvas for a picture.
     *
     * @throws IllegalArgumentException if it would be no larger than the picture, because that has the aspect ratio
     *     already, or too large to be held, or if the overlap leaves nothing of the picture
     */
    public Canvas extend(Picture picture) {
        Region canvas = canvas(picture.width(), picture.height());
        return new Canvas(
                extended(picture),
                mask(picture.width(), picture.height()),
                new Region(canvas.x(), canvas.y(), picture.width(), picture.height()));
    }

    /** The edge goes on: should a model look at what it is to paint over, it is led by no colour from elsewhere. */
    Picture extended(Picture picture) {
        Region canvas = canvas(picture.width(), picture.height());
        Region original = new Region(canvas.x(), canvas.y(), picture.width(), picture.height());
        byte[] from = picture.shared();
        byte[] to = Pixels.allocate(canvas.width(), canvas.height(), 3);
        int row = 3 * canvas.width();
        for (int y = 0; y < canvas.height(); y++) {
            int source = Math.max(0, Math.min(picture.height() - 1, y - original.y())) * picture.width() * 3;
            int inner = y * row + 3 * original.x();
            System.arraycopy(from, source, to, inner, 3 * picture.width());
            repeat(to, inner, y * row, original.x());
            int right = inner + 3 * picture.width();
            repeat(to, right - 3, right, canvas.width() - original.right());
        }
        return Picture.wrap(canvas.width(), canvas.height(), to, picture.sharedProfile());
    }

    private static void repeat(byte[] samples, int pixel, int at, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(samples, pixel, samples, at + 3 * i, 3);
        }
    }

    /** Of the canvas of a picture of that size. */
    Mask mask(int width, int height) {
        Region canvas = canvas(width, height);
        Region original = new Region(canvas.x(), canvas.y(), width, height);
        int left = original.x() > 0 ? overlap : 0;
        int top = original.y() > 0 ? overlap : 0;
        int right = original.right() < canvas.width() ? overlap : 0;
        int bottom = original.bottom() < canvas.height() ? overlap : 0;
        Mask all = Mask.all(canvas.width(), canvas.height());
        if (original.width() <= left + right || original.height() <= top + bottom) {
            throw new IllegalArgumentException("An overlap of " + overlap + " pixels leaves nothing of a picture of "
                    + original.width() + "×" + original.height() + ".");
        }
        Region kept = new Region(
                original.x() + left,
                original.y() + top,
                original.width() - left - right,
                original.height() - top - bottom);
        return all.minus(Mask.rectangle(canvas.width(), canvas.height(), kept));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Outpaint that
                && growth.equals(that.growth)
                && horizontalAnchor == that.horizontalAnchor
                && verticalAnchor == that.verticalAnchor
                && overlap == that.overlap;
    }

    @Override
    public int hashCode() {
        return 31 * growth.hashCode() + overlap;
    }

    @Override
    public String toString() {
        return "Outpaint[" + growth + ", anchor=" + horizontalAnchor + "," + verticalAnchor + ", overlap=" + overlap
                + "]";
    }
}
