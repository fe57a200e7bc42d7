package io.fluxfill.batchedit;

/** Pixels of an upright picture. */
record Size(int width, int height) {
    @SuppressWarnings("ArgumentSelectionDefectChecker") // what stood lies
    Size turned() {
        return new Size(height, width);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
