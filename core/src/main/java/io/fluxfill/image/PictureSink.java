package io.fluxfill.image;

import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;

/** Makes a picture: what is transparent is laid over a colour. */
final class PictureSink extends RowSink {
    private final Upright options;
    private final byte[] rgb;
    private final @Nullable ColourProfile profile;
    private boolean stored;
    private @Nullable ToSrgb conversion;

    PictureSink(int width, int height, int orientation, Upright options, @Nullable ColourProfile profile) {
        super(width, height, orientation);
        this.options = options;
        this.profile = options.profile() == Upright.Profile.DROP ? null : profile;
        rgb = Picture.filled(turn.width(), turn.height(), options.background()).shared();
    }

    static Picture picture(BufferedImage image, Upright options) {
        ColourProfile profile = ColourProfile.of(image.getColorModel());
        PictureSink sink = new PictureSink(image.getWidth(), image.getHeight(), 1, options, profile);
        sink.take(image, 0, 0);
        return sink.picture();
    }

    @Override
    void begin(ArgbRows rows) {
        stored = rows.stored();
        conversion = options.profile() == Upright.Profile.TO_SRGB
                        && profile != null
                        && stored
                        && (rows.grey() || !profile.grey())
                ? new ToSrgb(profile, rows.width())
                : null;
    }

    @Override
    void row(int[] argb, int first, int behind, int at) {
        if (conversion != null) {
            conversion.convert(argb);
        }
        int background = options.background();
        int to = at * 3;
        for (int x = first; x < behind; x++, to += turn.right() * 3) {
            int colour = argb[x];
            int alpha = colour >>> 24;
            if (alpha == 255) {
                rgb[to] = (byte) (colour >> 16);
                rgb[to + 1] = (byte) (colour >> 8);
                rgb[to + 2] = (byte) colour;
            } else {
                rgb[to] = over(colour >> 16, background >> 16, alpha);
                rgb[to + 1] = over(colour >> 8, background >> 8, alpha);
                rgb[to + 2] = over(colour, background, alpha);
            }
        }
    }

    private static byte over(int colour, int background, int alpha) {
        int sum = (colour & 255) * alpha + (background & 255) * (255 - alpha);
        return (byte) ((sum + 127) / 255);
    }

    Picture picture() {
        return Picture.wrap(turn.width(), turn.height(), rgb, keptProfile());
    }

    private byte @Nullable [] keptProfile() {
        // A profile of grey tells nothing about three channels.
        return options.profile() == Upright.Profile.KEEP && profile != null && stored && !profile.grey()
                ? profile.bytes()
                : null;
    }
}
