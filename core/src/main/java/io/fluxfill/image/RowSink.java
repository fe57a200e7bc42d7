package io.fluxfill.image;

import java.awt.image.BufferedImage;

/** Takes a picture as it is decoded, in parts, and puts its pixels to where they stand when it is upright. */
abstract class RowSink {
    final Turn turn;
    private final int width;
    private final int height;

    RowSink(int width, int height, int orientation) {
        this.width = width;
        this.height = height;
        turn = Turn.of(orientation, width, height);
    }

    /** A part of the picture as stored, and where it stands; what stands outside is left away. */
    final void take(BufferedImage part, int left, int top) {
        ArgbRows rows = new ArgbRows(part);
        begin(rows);
        int[] argb = new int[rows.width()];
        int first = Math.max(0, -left);
        int behind = (int) Math.min(rows.width(), (long) width - left);
        for (int y = Math.max(0, -top); y < Math.min(rows.height(), (long) height - top); y++) {
            rows.read(y, argb);
            row(argb, first, behind, turn.start() + (top + y) * turn.down() + (left + first) * turn.right());
        }
    }

    /** What comes next. */
    void begin(ArgbRows rows) {}

    /** Some pixels of a row, of which the first has that index when upright; each next one is further to the right. */
    abstract void row(int[] argb, int first, int behind, int at);
}
