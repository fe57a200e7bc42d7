package io.fluxfill.image;

/**
 * Where the pixels of a stored picture stand when it is upright, as indexes: {@code start + x·right + y·down}.
 *
 * @param width of the upright picture
 * @param height of the upright picture
 */
record Turn(int width, int height, int start, int right, int down) {

    /** By EXIF's number, 1 to 8, and the size as stored. */
    static Turn of(int orientation, int storedWidth, int storedHeight) {
        boolean turned = orientation >= 5;
        int w = turned ? storedHeight : storedWidth;
        int h = turned ? storedWidth : storedHeight;
        int last = w * h - 1;
        int lastRow = last - (w - 1);
        return switch (orientation) {
            case 2 -> new Turn(w, h, w - 1, -1, w);
            case 3 -> new Turn(w, h, last, -1, -w);
            case 4 -> new Turn(w, h, lastRow, 1, -w);
            case 5 -> new Turn(w, h, 0, w, 1);
            case 6 -> new Turn(w, h, w - 1, w, -1);
            case 7 -> new Turn(w, h, last, -w, -1);
            case 8 -> new Turn(w, h, lastRow, -w, 1);
            default -> new Turn(w, h, 0, 1, w);
        };
    }
}
