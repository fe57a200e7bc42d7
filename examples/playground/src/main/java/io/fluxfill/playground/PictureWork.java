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
import java.util.Objects;
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
        Picture picture = upright(maxMegapixels).build().decode(Files.readAllBytes(image));
        Canvas canvas = canvas(request, picture);
        Mask mask = canvas == null
                ? mask(maxMegapixels, request, Objects.requireNonNull(maskFile))
                : softened(request, extended(maxMegapixels, request, canvas, maskFile));
        return new PictureWork(canvas == null ? picture : canvas.picture(), mask);
    }

    /** The mask alone, of which the pixels of the picture change nothing. */
    static Mask mask(int maxMegapixels, EditRequest request, PictureInfo image, @Nullable Path maskFile)
            throws IOException {
        if (request.outpaint() == null) {
            return mask(maxMegapixels, request, Objects.requireNonNull(maskFile));
        }
        Canvas canvas = Objects.requireNonNull(canvas(request, Picture.filled(image.width(), image.height(), 0)));
        return softened(request, extended(maxMegapixels, request, canvas, maskFile));
    }

    /** The mask of a picture whose canvas is not extended. */
    static Mask mask(int maxMegapixels, EditRequest request, Path maskFile) throws IOException {
        return softened(request, painted(maxMegapixels, request, maskFile));
    }

    private static Mask extended(int maxMegapixels, EditRequest request, Canvas canvas, @Nullable Path maskFile)
            throws IOException {
        if (maskFile == null) {
            // Inverted, too, nothing but the new border is what is to be painted.
            return canvas.mask();
        }
        Margins by = Objects.requireNonNull(request.outpaint());
        return painted(maxMegapixels, request, maskFile)
                .padded(by.left(), by.top(), by.right(), by.bottom(), 0)
                .union(canvas.mask());
    }

    private static Mask painted(int maxMegapixels, EditRequest request, Path file) throws IOException {
        // What is transparent in a mask is kept.
        Mask mask = Mask.whiteRepaints(
                upright(maxMegapixels).background(0x000000).build().decode(Files.readAllBytes(file)));
        return Boolean.TRUE.equals(request.maskInvert()) ? mask.invert() : mask;
    }

    private static Mask softened(EditRequest request, Mask mask) {
        return mask.grow(EditRequest.or0(request.maskGrow())).feather(EditRequest.or0(request.maskFeather()));
    }

    private static @Nullable Canvas canvas(EditRequest request, Picture picture) {
        Margins by = request.outpaint();
        return by == null
                ? null
                : Outpaint.by(by.left(), by.top(), by.right(), by.bottom()).extend(picture);
    }

    private static Upright.Builder upright(int maxMegapixels) {
        return Upright.builder().maxMegapixels(maxMegapixels);
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
