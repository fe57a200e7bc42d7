package io.fluxfill.image;

/** Softens the edges of masks: three means over squares, one after the other, which is nearly a Gaussian. */
final class Feather {
    /** How many rows are worked on before they are written as columns: memory is not written to in single samples. */
    private static final int ROWS = 16;
    /** 255 times this is what a sample of 16 bits holds. */
    private static final int FINE = 257;

    private Feather() {}

    static Mask feather(Mask mask, int pixels) {
        if (pixels < 0) {
            throw new IllegalArgumentException("A feather is 0 pixels or more, not " + pixels + ".");
        }
        return Morphology.within(mask, pixels, part -> soft(part, pixels));
    }

    private static Mask soft(Mask mask, int pixels) {
        byte[] levels = mask.shared();
        char[] fine = new char[levels.length];
        for (int i = 0; i < fine.length; i++) {
            fine[i] = (char) ((levels[i] & 255) * FINE);
        }
        char[] turned = new char[fine.length];
        alongRows(fine, mask.width(), mask.height(), pixels, turned);
        alongRows(turned, mask.height(), mask.width(), pixels, fine);
        byte[] soft = new byte[levels.length];
        for (int i = 0; i < soft.length; i++) {
            soft[i] = (byte) ((fine[i] + FINE / 2) / FINE);
        }
        return Mask.wrap(mask.width(), mask.height(), soft);
    }

    /** Softens along the rows, and writes them as columns. */
    private static void alongRows(char[] from, int width, int height, int pixels, char[] into) {
        char[][] rows = new char[ROWS][width];
        char[] other = new char[width];
        for (int top = 0; top < height; top += ROWS) {
            int count = Math.min(ROWS, height - top);
            for (int row = 0; row < count; row++) {
                System.arraycopy(from, (top + row) * width, rows[row], 0, width);
                mean(rows[row], pixels / 3, other);
                mean(other, (pixels + 1) / 3, rows[row]);
                mean(rows[row], (pixels + 2) / 3, other);
                System.arraycopy(other, 0, rows[row], 0, width);
            }
            for (int x = 0; x < width; x++) {
                for (int row = 0; row < count; row++) {
                    into[x * height + top + row] = rows[row][x];
                }
            }
        }
    }

    private static void mean(char[] from, int half, char[] into) {
        int last = from.length - 1;
        long size = 2L * half + 1;
        long sum = from[0] * (half + 1L);
        for (int i = 1; i <= Math.min(half, last); i++) {
            sum += from[i];
        }
        sum += from[last] * (long) Math.max(0, half - last);
        for (int i = 0; i <= last; i++) {
            into[i] = (char) ((sum + half) / size);
            sum += from[(int) Math.min(last, i + half + 1L)] - from[Math.max(0, i - half)];
        }
    }
}
