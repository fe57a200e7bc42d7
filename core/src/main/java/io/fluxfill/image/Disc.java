package io.fluxfill.image;

/** The pixels whose centre is within a distance: dx² + dy² ≤ r². */
final class Disc {
    private Disc() {}

    /** How far it reaches to either side, by the distance from its middle row, 0 to r; and -1 for the next one. */
    static int[] halfWidths(int radius) {
        int[] half = new int[radius + 2];
        for (int dy = 0; dy <= radius; dy++) {
            half[dy] = (int) Math.sqrt((double) radius * radius - (double) dy * dy);
        }
        half[radius + 1] = -1;
        return half;
    }
}
