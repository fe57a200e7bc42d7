package io.fluxfill.localfal.paint;

/** A rectangle of pixels. */
record Window(int x, int y, int width, int height) {

    Window grownBy(int margin, int maxWidth, int maxHeight) {
        int left = Math.max(0, x - margin);
        int top = Math.max(0, y - margin);
        int right = Math.min(maxWidth, x + width + margin);
        int bottom = Math.min(maxHeight, y + height + margin);
        return new Window(left, top, right - left, bottom - top);
    }
}
