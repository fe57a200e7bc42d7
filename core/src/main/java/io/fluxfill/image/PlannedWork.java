package io.fluxfill.image;

import io.fluxfill.error.FalException;
import io.fluxfill.error.FieldError;
import io.fluxfill.error.InvalidRequestException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One picture on its way through a plan. Blocks: it reads files, decodes and computes. */
final class PlannedWork {
    private static final String IMAGE = "image_url";
    private static final String MASK = "mask_url";
    /** Of more pixels a PNG gets so large that its upload takes longer than the fill. */
    private static final long PNG_UP_TO = 4_000_000;

    private static final double JPEG_QUALITY = 0.95;

    private final FillPlan plan;
    private final ImageSource image;
    private final @Nullable ImageSource mask;

    PlannedWork(FillPlan plan, ImageSource image, @Nullable ImageSource mask) {
        this.plan = plan;
        this.image = image;
        this.mask = mask;
    }

    PlannedInput prepare() {
        return in(IMAGE, this::prepared);
    }

    private PlannedInput prepared() {
        Picture whole = whole();
        Mask hard = mask(whole.width(), whole.height());
        Mask sent = hard.feather(plan.featherMask());
        CropAndStitch cropping = plan.crop();
        if (cropping == null) {
            return input(whole, sent, whole);
        }
        // By the hard mask, as is done again when it is finished.
        CropAndStitch.Frame frame = cropping.frame(hard);
        return input(whole.crop(frame.region()).scaled(frame.width(), frame.height()), frame.sent(sent), whole);
    }

    private static PlannedInput input(Picture sent, Mask mask, Picture whole) {
        Picture bare = sent.withProfile(null);
        byte[] file = sent.region().pixels() <= PNG_UP_TO ? bare.toPng() : bare.toJpeg(JPEG_QUALITY);
        return new PlannedInput(
                ImageSource.bytes(file),
                mask.toSource(),
                new PlannedSize(sent.width(), sent.height(), whole.width(), whole.height()));
    }

    PlannedSize size() {
        ImageHeader header = in(IMAGE, () -> PictureReader.header(image, plan.upright()));
        Region canvas = canvas(header.uprightWidth(), header.uprightHeight());
        CropAndStitch cropping = plan.crop();
        if (cropping == null) {
            return new PlannedSize(canvas.width(), canvas.height(), canvas.width(), canvas.height());
        }
        CropAndStitch.Frame frame = cropping.frame(mask(canvas.width(), canvas.height()));
        return new PlannedSize(frame.width(), frame.height(), canvas.width(), canvas.height());
    }

    PlannedMask plannedMask() {
        ImageHeader header = in(IMAGE, () -> PictureReader.header(image, plan.upright()));
        Region canvas = canvas(header.uprightWidth(), header.uprightHeight());
        Region original = new Region(canvas.x(), canvas.y(), header.uprightWidth(), header.uprightHeight());
        return new PlannedMask(mask(canvas.width(), canvas.height()), original);
    }

    FinishedImage finish(ImageSource result) {
        // It is read for this alone, and as large as the memory allows: the fill is put into it, and not into a copy.
        Picture whole = whole();
        Mask hard = mask(whole.width(), whole.height());
        // The model was free to paint as far as the mask that was sent reaches.
        Mask sent = hard.feather(plan.featherMask());
        CropAndStitch cropping = plan.crop();
        if (cropping == null) {
            Picture model = model(result, whole.region().pixels()).scaled(whole.width(), whole.height());
            OutsideChange change = CompositeBack.outsideChange(whole, model, sent);
            return new FinishedImage(composite().applied(whole, model, hard, whole.shared()), change);
        }
        CropAndStitch.Frame frame = cropping.frame(hard);
        Region region = frame.region();
        Picture model = model(result, (long) frame.width() * frame.height()).scaled(region.width(), region.height());
        Picture before = whole.crop(region);
        OutsideChange change = CompositeBack.outsideChange(before, model, frame.painted(sent));
        Picture part = composite().applied(before, model, hard.crop(region), before.shared());
        return new FinishedImage(Crop.stitched(whole, part, region, whole.shared()), change);
    }

    /** The plan's limit is one of what is read: models round sizes up, and what they made is paid. */
    private Picture model(ImageSource result, long sentPixels) {
        long atLeast = Math.max(Upright.create().maxMegapixels(), 1 + 4 * sentPixels / 1_000_000);
        return PictureReader.picture(
                result,
                Upright.builder()
                        .profile(Upright.Profile.DROP)
                        .maxMegapixels((int) Math.max(atLeast, plan.upright().maxMegapixels()))
                        .build());
    }

    /** What an extended canvas is filled with is not to show through. */
    private CompositeBack composite() {
        CompositeBack composite = plan.composite();
        Outpaint outpaint = plan.outpaint();
        if (outpaint == null) {
            return composite;
        }
        long within = (long) outpaint.overlap() + plan.growMask();
        return composite.feather((int) Math.min(within, composite.feather()));
    }

    private Picture whole() {
        Picture picture = in(IMAGE, () -> PictureReader.picture(image, plan.upright()));
        canvas(picture.width(), picture.height());
        Outpaint outpaint = plan.outpaint();
        return outpaint == null ? picture : in(IMAGE, () -> outpaint.extended(picture));
    }

    private Region canvas(int width, int height) {
        Outpaint outpaint = plan.outpaint();
        if (outpaint == null) {
            return Region.whole(width, height);
        }
        Region canvas = in(IMAGE, () -> outpaint.canvas(width, height));
        if (canvas.pixels() > plan.upright().maxPixels()) {
            throw InvalidRequestException.field(
                    IMAGE,
                    "Extended, the picture would be " + canvas.width() + "×" + canvas.height()
                            + ", more than the limit of " + plan.upright().maxMegapixels()
                            + " megapixels (option maxMegapixels of Upright).",
                    null);
        }
        return canvas;
    }

    /** The mask before it gets soft, in the size of the whole. */
    private Mask mask(int width, int height) {
        Outpaint outpaint = plan.outpaint();
        Mask painted = mask == null ? null : in(MASK, () -> given(mask));
        if (painted == null && outpaint == null) {
            throw InvalidRequestException.field(
                    MASK, "There is no mask, and the plan does not extend the picture.", null);
        }
        Mask joined = outpaint == null
                ? checkedSize(painted, width, height)
                : in(IMAGE, () -> {
                    ImageHeader header = PictureReader.header(image, plan.upright());
                    return joined(painted, outpaint, header.uprightWidth(), header.uprightHeight());
                });
        Mask whole = joined.grow(plan.growMask());
        if (whole.isEmpty()) {
            throw InvalidRequestException.field(
                    MASK, "The mask is all black, so nothing would be repainted: make white what is to change.", null);
        }
        return whole;
    }

    private Mask joined(@Nullable Mask painted, Outpaint outpaint, int width, int height) {
        Mask extension = outpaint.mask(width, height);
        if (painted == null) {
            return extension;
        }
        Region canvas = outpaint.canvas(width, height);
        return checkedSize(painted, width, height)
                .padded(
                        canvas.x(),
                        canvas.y(),
                        canvas.width() - width - canvas.x(),
                        canvas.height() - height - canvas.y(),
                        0)
                .union(extension);
    }

    /** Its holes are filled before it is joined: an extension encloses the whole picture. */
    private Mask given(ImageSource source) {
        long maxPixels = plan.upright().maxPixels();
        AlphaSense sense = plan.maskFromAlpha();
        Mask read =
                sense == null ? PictureReader.mask(source, maxPixels) : PictureReader.alpha(source, sense, maxPixels);
        Mask painted = plan.isInvertingMask() ? read.invert() : read;
        return plan.isFillingHoles() ? painted.fillHoles() : painted;
    }

    private static Mask checkedSize(@Nullable Mask painted, int width, int height) {
        if (painted == null || painted.width() != width || painted.height() != height) {
            throw InvalidRequestException.field(
                    MASK,
                    "The mask is " + (painted == null ? "missing" : painted.width() + "×" + painted.height())
                            + " and the picture " + width + "×" + height
                            + ", both turned upright; they have to be of one size."
                            + " Draw the mask on the picture itself, or scale it to that size.",
                    null);
        }
        return painted;
    }

    /** What goes wrong with a file, or does not fit it, is told as the field's. */
    private static <T> T in(String field, Step<T> step) {
        try {
            return step.take();
        } catch (InvalidRequestException e) {
            throw e.fieldErrors().isEmpty() ? InvalidRequestException.field(field, words(e), e) : e;
        } catch (IllegalArgumentException e) {
            throw InvalidRequestException.field(field, words(e), e);
        }
    }

    /** No word of that nothing was sent: the model's picture is there, and paid. */
    static InvalidRequestException paid(RuntimeException error, List<FieldError> fields) {
        String words = fields.isEmpty() ? words(error) : fields.get(0).msg();
        return new InvalidRequestException(
                "The fill is done, but its picture could not be put into its place: " + words
                        + " Mend that and finish it again: the result is still there.",
                fields,
                new FalException.Origin(null, null, false),
                error);
    }

    private static String words(RuntimeException error) {
        return Objects.requireNonNullElse(error.getMessage(), "cannot be used.");
    }

    @FunctionalInterface
    private interface Step<T> {
        T take();
    }
}
