package io.fluxfill.image;

import com.twelvemonkeys.image.ResampleOp;
import java.awt.image.BufferedImage;

/** Brings pictures to another size, by means of an optional library. */
final class Resampler {
    private Resampler() {}

    static Picture scaled(Picture picture, int width, int height) {
        BufferedImage to = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        BufferedImage scaled = filter(picture.toBufferedImage(), to, ResampleOp.FILTER_LANCZOS);
        return Picture.wrap(width, height, Encoder.samples(scaled), picture.sharedProfile());
    }

    static Mask scaled(Mask mask, int width, int height) {
        BufferedImage to = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage scaled = filter(Encoder.image(mask), to, ResampleOp.FILTER_TRIANGLE);
        return Mask.wrap(width, height, (byte[]) scaled.getRaster().getDataElements(0, 0, width, height, null));
    }

    private static BufferedImage filter(BufferedImage from, BufferedImage to, int filter) {
        try {
            return new ResampleOp(to.getWidth(), to.getHeight(), filter).filter(from, to);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "Scaling needs com.twelvemonkeys.common:common-image on the class path.", e);
        }
    }
}
