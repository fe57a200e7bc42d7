package io.fluxfill.image;

import java.awt.image.BufferedImage;
import java.util.function.IntUnaryOperator;

/** Makes a mask out of pictures; of what is not there, the level of a transparent black pixel. */
final class MaskSink extends RowSink {
    private final IntUnaryOperator level;
    private final byte[] levels;

    private MaskSink(int width, int height, int orientation, IntUnaryOperator level) {
        super(width, height, orientation);
        this.level = level;
        levels = Pixels.allocate(width, height, 1);
        java.util.Arrays.fill(levels, (byte) level.applyAsInt(0));
    }

    /** By brightness; what is transparent is black. */
    static MaskSink brightness(ImageHeader header) {
        return new MaskSink(header.width(), header.height(), header.orientation(), argb -> {
            int bright = MaskMakers.luma(argb >> 16 & 255, argb >> 8 & 255, argb & 255);
            return (bright * (argb >>> 24) + 127) / 255;
        });
    }

    static MaskSink alpha(int width, int height, int orientation, AlphaSense sense) {
        int flip = sense == AlphaSense.OPAQUE_REPAINTED ? 0 : 255;
        return new MaskSink(width, height, orientation, argb -> (argb >>> 24) ^ flip);
    }

    static Mask alpha(BufferedImage image, AlphaSense sense) {
        MaskSink sink = alpha(image.getWidth(), image.getHeight(), 1, sense);
        sink.take(image, 0, 0);
        return sink.mask();
    }

    @Override
    void row(int[] argb, int first, int behind, int at) {
        int to = at;
        for (int x = first; x < behind; x++, to += turn.right()) {
            levels[to] = (byte) level.applyAsInt(argb[x]);
        }
    }

    Mask mask() {
        return Mask.wrap(turn.width(), turn.height(), levels);
    }
}
