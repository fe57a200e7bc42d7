package io.fluxfill.playground;

import io.fluxfill.image.Canvas;
import io.fluxfill.image.CompositeBack;
import io.fluxfill.image.Mask;
import io.fluxfill.image.Outpaint;
import io.fluxfill.image.OutsideChange;
import io.fluxfill.image.Picture;
import io.fluxfill.image.Upright;
import io.fluxfill.playground.EditRequest.Margins;
import io.fluxfill.playground.ImageView.OutsideView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is done with pixels before a request and after it. It gives the same every time, so that a result that comes after
 * a restart is finished as it would have been before.
 *
 * @param picture what the model gets, on an extended canvas if one was asked for
 * @param mask white where it is repainted
 */
record PictureWork(Picture picture, Mask mask) {
    /** Masks are painted as tightly as a hand can: a wide fade would leave a rim of what was to go. */
    static final CompositeBack BACK = CompositeBack.create().feather(3);

    static PictureWork of(int maxMegapixels, EditRequest request, Path image, @Nullable Path maskFile)
            throws IOException {
        Upright.Builder upright = Upright.builder().maxMegapixels(maxMegapixels);
        Picture picture = upright.build().decode(Files.readAllBytes(image));
        // What is transparent in a mask is kept.
        Mask mask = maskFile == null
                ? Mask.none(picture.width(), picture.height())
                : Mask.whiteRepaints(upright.background(0x000000).build().decode(Files.readAllBytes(maskFile)));
        if (Boolean.TRUE.equals(request.maskInvert())) {
            mask = mask.invert();
        }
        Margins by = request.outpaint();
        if (by != null) {
            Canvas canvas =
                    Outpaint.by(by.left(), by.top(), by.right(), by.bottom()).extend(picture);
            mask = mask.padded(by.left(), by.top(), by.right(), by.bottom(), 0).union(canvas.mask());
            picture = canvas.picture();
        }
        mask = mask.grow(EditRequest.or0(request.maskGrow())).feather(EditRequest.or0(request.maskFeather()));
        return new PictureWork(picture, mask);
    }

    /** What the mask keeps is taken from the picture, what it repaints from the model. */
    Picture mended(Picture filled) {
        return BACK.apply(picture, filled, mask);
    }

    /** How much the model changed what the mask keeps. */
    OutsideView change(Picture filled) {
        OutsideChange change = CompositeBack.outsideChange(picture, filled, mask);
        return new OutsideView(
                Math.round(1000 * change.mean()) / 1000.0, change.max(), Math.round(100 * change.visible()) / 10_000.0);
    }
}
