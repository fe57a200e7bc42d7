package io.fluxfill.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/** Converts rows from what a profile says to sRGB. */
final class ToSrgb {
    private final ColorConvertOp op;
    private final boolean grey;
    private final WritableRaster from;
    private final WritableRaster to;

    ToSrgb(ColourProfile profile, int width) {
        ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
        op = new ColorConvertOp(new ICC_Profile[] {profile.icc(), srgb}, null);
        grey = profile.grey();
        from = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, 1, grey ? 1 : 3, null);
        to = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, 1, 3, null);
    }

    /** Alpha stays. */
    void convert(int[] argb) {
        byte[] in = ((DataBufferByte) from.getDataBuffer()).getData();
        for (int x = 0, at = 0; x < argb.length; x++) {
            if (!grey) {
                in[at++] = (byte) (argb[x] >> 16);
                in[at++] = (byte) (argb[x] >> 8);
            }
            in[at++] = (byte) argb[x];
        }
        op.filter(from, to);
        byte[] out = ((DataBufferByte) to.getDataBuffer()).getData();
        for (int x = 0, at = 0; x < argb.length; x++, at += 3) {
            argb[x] = (argb[x] & 0xFF000000) | (out[at] & 255) << 16 | (out[at + 1] & 255) << 8 | (out[at + 2] & 255);
        }
    }
}
