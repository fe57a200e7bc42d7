package io.fluxfill.image;

/**
 * Undoes a drift of the colours: for each channel the line that leads from the model's samples to the original's, taken
 * from the pixels just outside of the mask, where both show the same.
 */
final class ColourMatch {
    /** From fewer pixels one learns about noise. */
    private static final int FEWEST = 64;
    /** Of an even surface no slope can be told: below this variance only the offset counts. */
    private static final double EVEN = 16;

    private static final double LEAST_SLOPE = 0.75;
    private static final double MOST_SLOPE = 1.33;

    private final long[] sumFrom = new long[3];
    private final long[] sumTo = new long[3];
    private final long[] sumSquares = new long[3];
    private final long[] sumProducts = new long[3];
    private int count;

    /** One pixel that both show: three samples at that place. */
    void add(byte[] model, byte[] original, int at) {
        for (int channel = 0; channel < 3; channel++) {
            int from = model[at + channel] & 255;
            int to = original[at + channel] & 255;
            sumFrom[channel] += from;
            sumTo[channel] += to;
            sumSquares[channel] += (long) from * from;
            sumProducts[channel] += (long) from * to;
        }
        count++;
    }

    /** What becomes of each of 256 levels, for each channel in turn. */
    byte[][] tables() {
        byte[][] tables = new byte[3][256];
        for (int channel = 0; channel < 3; channel++) {
            double slope = 1;
            double offset = 0;
            if (count >= FEWEST) {
                double meanFrom = (double) sumFrom[channel] / count;
                double meanTo = (double) sumTo[channel] / count;
                double variance = (double) sumSquares[channel] / count - meanFrom * meanFrom;
                double covariance = (double) sumProducts[channel] / count - meanFrom * meanTo;
                slope = variance < EVEN ? 1 : Math.max(LEAST_SLOPE, Math.min(MOST_SLOPE, covariance / variance));
                offset = meanTo - slope * meanFrom;
            }
            for (int level = 0; level < 256; level++) {
                tables[channel][level] = (byte) Math.max(0, Math.min(255, Math.round(slope * level + offset)));
            }
        }
        return tables;
    }
}
