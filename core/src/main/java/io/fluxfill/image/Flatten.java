package io.fluxfill.image;

import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;

/** Turns decoded images upright and lays what is transparent over a colour. */
final class Flatten {
    private Flatten() {}

    static Picture picture(BufferedImage image, int orientation, Upright options, byte @Nullable [] profile) {
        Turn turn = Turn.of(orientation, image.getWidth(), image.getHeight());
        byte[] rgb = Pixels.allocate(turn.width(), turn.height(), 3);
        ArgbRows rows = new ArgbRows(image);
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            rows.read(y, row);
            int at = (turn.start() + y * turn.down()) * 3;
            for (int argb : row) {
                int alpha = argb >>> 24;
                rgb[at] = over(argb >> 16, options.background() >> 16, alpha);
                rgb[at + 1] = over(argb >> 8, options.background() >> 8, alpha);
                rgb[at + 2] = over(argb, options.background(), alpha);
                at += turn.right() * 3;
            }
        }
        return Picture.wrap(turn.width(), turn.height(), rgb, rows.stored() ? profile : null);
    }

    private static byte over(int colour, int background, int alpha) {
        int sum = (colour & 255) * alpha + (background & 255) * (255 - alpha);
        return (byte) ((sum + 127) / 255);
    }

    static Mask brightness(BufferedImage image, int orientation) {
        Turn turn = Turn.of(orientation, image.getWidth(), image.getHeight());
        byte[] levels = Pixels.allocate(turn.width(), turn.height(), 1);
        ArgbRows rows = new ArgbRows(image);
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            rows.read(y, row);
            int at = turn.start() + y * turn.down();
            for (int argb : row) {
                int bright = MaskMakers.luma(argb >> 16 & 255, argb >> 8 & 255, argb & 255);
                levels[at] = over(bright, 0, argb >>> 24);
                at += turn.right();
            }
        }
        return Mask.wrap(turn.width(), turn.height(), levels);
    }

    static Mask alpha(BufferedImage image, int orientation, AlphaSense sense) {
        Turn turn = Turn.of(orientation, image.getWidth(), image.getHeight());
        byte[] levels = Pixels.allocate(turn.width(), turn.height(), 1);
        ArgbRows rows = new ArgbRows(image);
        int[] row = new int[image.getWidth()];
        int flip = sense == AlphaSense.OPAQUE_REPAINTED ? 0 : 255;
        for (int y = 0; y < image.getHeight(); y++) {
            rows.read(y, row);
            int at = turn.start() + y * turn.down();
            for (int argb : row) {
                levels[at] = (byte) ((argb >>> 24) ^ flip);
                at += turn.right();
            }
        }
        return Mask.wrap(turn.width(), turn.height(), levels);
    }
}
