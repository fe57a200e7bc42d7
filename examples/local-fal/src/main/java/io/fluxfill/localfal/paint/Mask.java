package io.fluxfill.localfal.paint;

/** Which pixels are to be repainted: the hole. */
final class Mask {
    private static final int THRESHOLD = 128;

    final int width;
    final int height;
    private final boolean[] hole;
    private final int count;

    Mask(int width, int height, boolean[] hole) {
        this.width = width;
        this.height = height;
        this.hole = hole;
        int holes = 0;
        for (boolean isHole : hole) {
            holes += isHole ? 1 : 0;
        }
        this.count = holes;
    }

    static Mask white(Picture picture) {
        boolean[] hole = new boolean[picture.width() * picture.height()];
        for (int i = 0; i < hole.length; i++) {
            int rgb = picture.rgb(i);
            int luminance = 299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff);
            hole[i] = luminance >= THRESHOLD * 1000;
        }
        return new Mask(picture.width(), picture.height(), hole);
    }

    boolean isHole(int x, int y) {
        return hole[y * width + x];
    }

    boolean isHole(int index) {
        return hole[index];
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == hole.length;
    }

    Mask crop(Window window) {
        boolean[] part = new boolean[window.width() * window.height()];
        for (int y = 0; y < window.height(); y++) {
            System.arraycopy(hole, (window.y() + y) * width + window.x(), part, y * window.width(), window.width());
        }
        return new Mask(window.width(), window.height(), part);
    }

    /**
     * For each pixel of the hole how many steps, diagonal ones included, lead to the nearest known pixel; 0 outside. Steps are
     * counted up to 32,767.
     */
    short[] depths() {
        short[] depth = new short[hole.length];
        for (int i = 0; i < hole.length; i++) {
            depth[i] = hole[i] ? Short.MAX_VALUE : 0;
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                relax(depth, x, y, -1);
            }
        }
        for (int y = height - 1; y >= 0; y--) {
            for (int x = width - 1; x >= 0; x--) {
                relax(depth, x, y, 1);
            }
        }
        return depth;
    }

    private void relax(short[] depth, int x, int y, int step) {
        int at = y * width + x;
        int best = depth[at];
        if (best == 0) {
            return;
        }
        best = Math.min(best, 1 + depthAt(depth, x + step, y));
        for (int dx = -1; dx <= 1; dx++) {
            best = Math.min(best, 1 + depthAt(depth, x + dx, y + step));
        }
        depth[at] = (short) best;
    }

    private int depthAt(short[] depth, int x, int y) {
        return x < 0 || y < 0 || x >= width || y >= height ? Short.MAX_VALUE : depth[y * width + x];
    }

    /** For each pixel whether the square of the given radius around it lies inside the picture and touches no hole. */
    boolean[] wholePatches(int radius) {
        boolean[] whole = new boolean[hole.length];
        int[] columns = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                columns[x] = isHole(x, y) ? 0 : columns[x] + 1;
            }
            int centre = y - radius;
            if (centre >= radius) {
                markRow(whole, columns, centre, radius);
            }
        }
        return whole;
    }

    private void markRow(boolean[] whole, int[] columns, int y, int radius) {
        int side = 2 * radius + 1;
        int run = 0;
        for (int x = 0; x < width; x++) {
            run = columns[x] >= side ? run + 1 : 0;
            if (run >= side) {
                whole[y * width + x - radius] = true;
            }
        }
    }

    /** Half the size; a pixel of it is a hole when less than half of its four pixels are known. */
    Mask half() {
        int halfWidth = (width + 1) / 2;
        int halfHeight = (height + 1) / 2;
        boolean[] half = new boolean[halfWidth * halfHeight];
        for (int y = 0; y < halfHeight; y++) {
            for (int x = 0; x < halfWidth; x++) {
                int holes = 0;
                int pixels = 0;
                for (int fineY = 2 * y; fineY < Math.min(height, 2 * y + 2); fineY++) {
                    for (int fineX = 2 * x; fineX < Math.min(width, 2 * x + 2); fineX++) {
                        holes += isHole(fineX, fineY) ? 1 : 0;
                        pixels++;
                    }
                }
                half[y * halfWidth + x] = 2 * holes > pixels;
            }
        }
        return new Mask(halfWidth, halfHeight, half);
    }

    /** The smallest window that holds the whole hole, which must not be empty. */
    Window bounds() {
        int left = width;
        int top = height;
        int right = 0;
        int bottom = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (isHole(x, y)) {
                    left = Math.min(left, x);
                    top = Math.min(top, y);
                    right = Math.max(right, x + 1);
                    bottom = Math.max(bottom, y + 1);
                }
            }
        }
        return new Window(left, top, right - left, bottom - top);
    }
}
