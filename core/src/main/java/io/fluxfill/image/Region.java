package io.fluxfill.image;

import org.jspecify.annotations.Nullable;

/**
 * A rectangle of pixels, which may reach beyond a picture. The origin is the upper left corner.
 *
 * @param x its first column
 * @param y its first row
 * @param width how many columns, at least 1
 * @param height how many rows, at least 1
 * @since 0.1
 */
public record Region(int x, int y, int width, int height) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if the width or height is below 1, or its end does not fit an int
     */
    public Region {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("A region is at least 1×1, not " + width + "×" + height + ".");
        }
        if ((long) x + width > Integer.MAX_VALUE || (long) y + height > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("The region ends beyond what an int holds.");
        }
    }

    /** A whole picture of that size. */
    public static Region whole(int width, int height) {
        return new Region(0, 0, width, height);
    }

    /** The smallest one that holds both corners, the second of which is just outside it. */
    static Region between(int left, int top, int right, int bottom) {
        return new Region(left, top, Math.subtractExact(right, left), Math.subtractExact(bottom, top));
    }

    /** The column just behind the last. */
    public int right() {
        return x + width;
    }

    /** The row just below the last. */
    public int bottom() {
        return y + height;
    }

    /** How many pixels. */
    public long pixels() {
        return (long) width * height;
    }

    /** Whether it holds the pixel. */
    public boolean contains(int px, int py) {
        return px >= x && px < right() && py >= y && py < bottom();
    }

    /** Whether it holds all of the other one. */
    public boolean contains(Region other) {
        return other.x >= x && other.y >= y && other.right() <= right() && other.bottom() <= bottom();
    }

    /** What both hold, or null if that is nothing. */
    public @Nullable Region intersection(Region other) {
        int left = Math.max(x, other.x);
        int top = Math.max(y, other.y);
        int right = Math.min(right(), other.right());
        int bottom = Math.min(bottom(), other.bottom());
        return left < right && top < bottom ? between(left, top, right, bottom) : null;
    }

    /** The smallest one that holds both. */
    public Region union(Region other) {
        return between(
                Math.min(x, other.x),
                Math.min(y, other.y),
                Math.max(right(), other.right()),
                Math.max(bottom(), other.bottom()));
    }

    /**
     * With that many pixels more on each side; it may then reach beyond the picture.
     *
     * @throws IllegalArgumentException if it does not fit an int
     */
    public Region grow(int pixels) {
        return grow(pixels, pixels);
    }

    /** As {@link #grow(int)}, with one number for left and right, and one for above and below. */
    public Region grow(int horizontally, int vertically) {
        try {
            return between(
                    Math.subtractExact(x, horizontally),
                    Math.subtractExact(y, vertically),
                    Math.addExact(right(), horizontally),
                    Math.addExact(bottom(), vertically));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("The region would not fit an int.", e);
        }
    }

    /** Moved by that many pixels. */
    public Region moved(int right, int down) {
        return new Region(Math.addExact(x, right), Math.addExact(y, down), width, height);
    }

    /** Moved as little as needed to lie within a picture of that size; what is too large for it is cut to its size. */
    public Region movedInto(int pictureWidth, int pictureHeight) {
        int newWidth = Math.min(width, pictureWidth);
        int newHeight = Math.min(height, pictureHeight);
        return new Region(
                Math.max(0, Math.min(x, pictureWidth - newWidth)),
                Math.max(0, Math.min(y, pictureHeight - newHeight)),
                newWidth,
                newHeight);
    }

    /**
     * Itself.
     *
     * @throws IllegalArgumentException if a picture of that size does not hold all of it
     */
    Region checkedWithin(int pictureWidth, int pictureHeight) {
        if (!whole(pictureWidth, pictureHeight).contains(this)) {
            throw new IllegalArgumentException(
                    this + " reaches beyond a picture of " + pictureWidth + "×" + pictureHeight + ".");
        }
        return this;
    }

    @Override
    public String toString() {
        return "Region[" + width + "×" + height + " at " + x + "," + y + "]";
    }
}
