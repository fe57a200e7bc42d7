package io.fluxfill.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorModel;
import org.jspecify.annotations.Nullable;

/** An ICC profile that makes sense, of grey or of red, green and blue. */
final class ColourProfile {
    private final byte[] bytes;
    private final ICC_Profile icc;

    private ColourProfile(byte[] bytes, ICC_Profile icc) {
        this.bytes = bytes;
        this.icc = icc;
    }

    /** Null if it is none, as viewers take what is broken. */
    static @Nullable ColourProfile of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            ICC_Profile icc = ICC_Profile.getInstance(bytes);
            int type = icc.getColorSpaceType();
            return type == ColorSpace.TYPE_RGB || type == ColorSpace.TYPE_GRAY ? new ColourProfile(bytes, icc) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** That of an image with three channels which are not sRGB, or null. */
    static @Nullable ColourProfile of(ColorModel model) {
        ColorSpace space = model.getColorSpace();
        return space instanceof ICC_ColorSpace icc && space.getType() == ColorSpace.TYPE_RGB && !space.isCS_sRGB()
                ? new ColourProfile(icc.getProfile().getData(), icc.getProfile())
                : null;
    }

    boolean grey() {
        return icc.getColorSpaceType() == ColorSpace.TYPE_GRAY;
    }

    byte[] bytes() {
        return bytes;
    }

    ICC_Profile icc() {
        return icc;
    }
}
