package io.fluxfill.batchedit;

/** Pixels of an upright picture. */
record Size(int width, int height) {
    @Override
    public String toString() {
        return width + "x" + height;
    }
}
