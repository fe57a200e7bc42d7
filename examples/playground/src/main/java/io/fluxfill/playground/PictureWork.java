package io.fluxfill.playground;

import io.fluxfill.image.Mask;
import io.fluxfill.image.Picture;
import io.fluxfill.image.Region;
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
 */
final class PictureWork {
    /** How far the model may work into the picture that is extended, so that no seam shows. */
    private static final int OVERLAP = 16;
    /** What nobody sees, of 255 levels: less than what JPEG changes. */
    private static final int VISIBLE = 12;

    /**
     * What the model gets.
     *
     * @param picture the picture, on an extended canvas if one was asked for
     * @param mask white where it is repainted
     */
    record Canvas(Picture picture, Mask mask) {}

    /**
     * What the model gave, mended.
     *
     * @param picture with what the mask keeps as it was
     * @param change how much the model had changed that
     */
    record Finished(Picture picture, OutsideView change) {}

    private PictureWork() {}

    static Canvas canvas(int maxMegapixels, EditRequest request, Path image, @Nullable Path maskFile)
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
        Margins margins = request.outpaint();
        if (margins != null) {
            mask = extended(mask, margins);
            picture = extended(picture, margins);
        }
        mask = mask.grow(EditRequest.or0(request.maskGrow())).feather(EditRequest.or0(request.maskFeather()));
        return new Canvas(picture, mask);
    }

    private static Mask extended(Mask mask, Margins margins) {
        int left = overlap(margins.left(), mask.width());
        int top = overlap(margins.top(), mask.height());
        int right = overlap(margins.right(), mask.width());
        int bottom = overlap(margins.bottom(), mask.height());
        Region inner = new Region(left, top, mask.width() - left - right, mask.height() - top - bottom);
        Mask kept = Mask.rectangle(mask.width(), mask.height(), inner);
        return mask.union(kept.invert()).padded(margins.left(), margins.top(), margins.right(), margins.bottom(), 255);
    }

    private static int overlap(int margin, int size) {
        return margin == 0 ? 0 : Math.min(OVERLAP, (size - 1) / 4);
    }

    /** The border's pixels go on outside: something that the model may start from. */
    private static Picture extended(Picture picture, Margins margins) {
        int width = picture.width() + margins.left() + margins.right();
        int height = picture.height() + margins.top() + margins.bottom();
        byte[] from = picture.samples();
        byte[] to = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
        for (int y = 0; y < height; y++) {
            int sourceY = Math.max(0, Math.min(picture.height() - 1, y - margins.top()));
            for (int x = 0; x < width; x++) {
                int sourceX = Math.max(0, Math.min(picture.width() - 1, x - margins.left()));
                System.arraycopy(from, 3 * (sourceY * picture.width() + sourceX), to, 3 * (y * width + x), 3);
            }
        }
        return Picture.ofSamples(width, height, to).withProfile(picture.profile());
    }

    /** What the mask keeps is taken from the picture, what it repaints from the model, and between both from both. */
    static Finished finish(Canvas canvas, Picture filled) {
        Picture original = canvas.picture();
        Picture model = filled.width() == original.width() && filled.height() == original.height()
                ? filled
                : filled.scaled(original.width(), original.height());
        byte[] levels = canvas.mask().levels();
        byte[] before = original.samples();
        byte[] after = model.samples();
        byte[] mixed = new byte[before.length];
        OutsideMeter meter = new OutsideMeter();
        for (int pixel = 0; pixel < levels.length; pixel++) {
            int level = levels[pixel] & 255;
            int most = 0;
            for (int i = 3 * pixel; i < 3 * pixel + 3; i++) {
                int old = before[i] & 255;
                int made = after[i] & 255;
                mixed[i] = (byte) ((old * (255 - level) + made * level + 127) / 255);
                most = Math.max(most, Math.abs(made - old));
                if (level == 0) {
                    meter.sum += Math.abs(made - old);
                }
            }
            if (level == 0) {
                meter.add(most);
            }
        }
        return new Finished(
                Picture.ofSamples(original.width(), original.height(), mixed).withProfile(original.profile()),
                meter.view());
    }

    private static final class OutsideMeter {
        private long sum;
        private long pixels;
        private long changed;
        private int max;

        void add(int difference) {
            pixels++;
            max = Math.max(max, difference);
            changed += difference > VISIBLE ? 1 : 0;
        }

        OutsideView view() {
            return pixels == 0
                    ? new OutsideView(0, 0, 0)
                    : new OutsideView(
                            Math.round(1000.0 * sum / (3.0 * pixels)) / 1000.0,
                            max,
                            Math.round(10_000.0 * changed / pixels) / 10_000.0);
        }
    }
}
