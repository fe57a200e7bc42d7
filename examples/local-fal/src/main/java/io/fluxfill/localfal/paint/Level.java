package io.fluxfill.localfal.paint;

/** One size of the picture, with what the search needs to know about it. */
final class Level {
    final Canvas canvas;
    final Mask hole;
    final Sources sources;
    final short[] depths;
    /** What a pixel counts when patches are compared. */
    final byte[] weights;

    Level(Canvas canvas, Mask hole, int radius) {
        this.canvas = canvas;
        this.hole = hole;
        this.sources = new Sources(hole, radius);
        this.depths = hole.depths();
        this.weights = new byte[depths.length];
        for (int i = 0; i < depths.length; i++) {
            weights[i] = (byte) (depths[i] == 0 ? PatchDistance.KNOWN : PatchDistance.PAINTED);
        }
    }

    int width() {
        return canvas.width;
    }

    int height() {
        return canvas.height;
    }

    int deepest() {
        int deepest = 0;
        for (short depth : depths) {
            deepest = Math.max(deepest, depth);
        }
        return deepest;
    }
}
