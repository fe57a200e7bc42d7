package io.fluxfill.image;

import io.fluxfill.error.InvalidRequestException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What is done with a picture and its mask before they are sent, and with the model's picture when it is back. In this
 * order: the picture is turned upright, its canvas extended, the mask joined with that of the extension and grown; then
 * either all of it is sent or the part around the mask. At the end the fill is put into its place, and everything outside
 * of the grown mask is the original, sample for sample.
 *
 * <p>An immutable value, which holds no pixels. The same plan with the same files always does the same, so that whoever
 * stored both can finish a fill that another process began: {@link #toJson()}.
 *
 * @since 0.1
 */
public final class FillPlan {
    private static final FillPlan DEFAULT = builder().build();

    private final Upright upright;
    private final @Nullable AlphaSense maskFromAlpha;
    private final boolean invertMask;
    private final boolean fillHoles;
    private final int growMask;
    private final int featherMask;
    private final @Nullable Outpaint outpaint;
    private final @Nullable CropAndStitch crop;
    private final CompositeBack composite;

    private FillPlan(Builder builder) {
        upright = builder.upright;
        maskFromAlpha = builder.maskFromAlpha;
        invertMask = builder.invertMask;
        fillHoles = builder.fillHoles;
        growMask = builder.growMask;
        featherMask = builder.featherMask;
        outpaint = builder.outpaint;
        crop = builder.crop;
        composite = builder.composite;
    }

    /** Every option at its default: upright, all of it sent, and composited back. */
    public static FillPlan create() {
        return DEFAULT;
    }

    /** Starts with every option at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException if it is not that, or says something that this version does not know: a fill must
     *     not be finished otherwise than it was begun
     */
    public static FillPlan fromJson(String json) {
        return FillPlanJson.read(json);
    }

    /** As JSON on one line. Later versions read it. */
    public String toJson() {
        return FillPlanJson.write(this);
    }

    /** How files become pictures. Default: {@link Upright#create()}. */
    public Upright upright() {
        return upright;
    }

    /** Which of its transparency the mask file is read from; default null: from its brightness, white is repainted. */
    public @Nullable AlphaSense maskFromAlpha() {
        return maskFromAlpha;
    }

    /** Whether the mask is inverted after it was read. Default: no. */
    public boolean isInvertingMask() {
        return invertMask;
    }

    /** Whether holes of the mask are filled; of the mask as it was given, not of one that extends. Default: no. */
    public boolean isFillingHoles() {
        return fillHoles;
    }

    /** By how many pixels the mask is grown. Default: 0. */
    public int growMask() {
        return growMask;
    }

    /** How soft the edge of the mask is that is sent, in pixels. What is put back follows the hard one. Default: 0. */
    public int featherMask() {
        return featherMask;
    }

    /** How the canvas is extended. Default null: it is not. */
    public @Nullable Outpaint outpaint() {
        return outpaint;
    }

    /** How the part that is sent is cut out. Default null: all of it is sent. */
    public @Nullable CropAndStitch crop() {
        return crop;
    }

    /**
     * How the fill is put back. Default: {@link CompositeBack#create()}. If the plan extends the canvas, the feather is no
     * more than the overlap and what the mask is grown by: where there was no picture, all is the model's.
     */
    public CompositeBack composite() {
        return composite;
    }

    /**
     * The picture and the mask to be sent, as PNG, or the picture as JPEG of quality 0.95 if it has more than four
     * megapixels. Neither carries a profile: the model works on the samples. Cold; it works on the
     * threads for pictures, a few at a time, see {@link Upright}. What cannot be read, does not fit or leaves nothing to paint ends in an
     * {@link InvalidRequestException} that names the field.
     *
     * @param image a file, bytes or a data URI: its pixels are needed here
     * @param mask of the same upright size; null if the plan extends the canvas, and only that is to be painted
     */
    public Mono<PlannedInput> prepare(ImageSource image, @Nullable ImageSource mask) {
        return PictureReader.work(() -> new PlannedWork(this, image, mask).prepare());
    }

    /**
     * How large that is that would be sent. It decodes the mask only if the plan crops, and the picture never. As
     * {@link #prepare} otherwise.
     */
    public Mono<PlannedSize> size(ImageSource image, @Nullable ImageSource mask) {
        return PictureReader.work(() -> new PlannedWork(this, image, mask).size());
    }

    /**
     * What is repainted: all else will be the original, sample for sample. It decodes the mask, and the picture never. As
     * {@link #prepare} otherwise.
     */
    public Mono<PlannedMask> mask(ImageSource image, @Nullable ImageSource mask) {
        return PictureReader.work(() -> new PlannedWork(this, image, mask).plannedMask());
    }

    /**
     * Puts the model's picture into its place. It reads the files anew. Cold and on threads as {@link #prepare}. What does
     * not go ends in an {@link InvalidRequestException} of which {@code isSafeToResubmit()} is false: the fill is paid.
     *
     * @param image the same as it was prepared from
     * @param mask the same as it was prepared from
     * @param result what the model made: bytes, a file or a data URI
     */
    public Mono<FinishedImage> finish(ImageSource image, @Nullable ImageSource mask, ImageSource result) {
        return PictureReader.work(() -> new PlannedWork(this, image, mask).finish(result))
                .onErrorMap(InvalidRequestException.class, e -> PlannedWork.paid(e, e.fieldErrors()))
                .onErrorMap(IllegalArgumentException.class, e -> PlannedWork.paid(e, List.of()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FillPlan that && toJson().equals(that.toJson());
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }

    @Override
    public String toString() {
        return "FillPlan" + toJson();
    }

    /** Collects the options. */
    public static final class Builder {
        private Upright upright = Upright.create();
        private @Nullable AlphaSense maskFromAlpha;
        private boolean invertMask;
        private boolean fillHoles;
        private int growMask;
        private int featherMask;
        private @Nullable Outpaint outpaint;
        private @Nullable CropAndStitch crop;
        private CompositeBack composite = CompositeBack.create();

        private Builder() {}

        /** See {@link FillPlan#upright()}. */
        public Builder upright(Upright upright) {
            this.upright = upright;
            return this;
        }

        /** See {@link FillPlan#maskFromAlpha()}. */
        public Builder maskFromAlpha(@Nullable AlphaSense sense) {
            maskFromAlpha = sense;
            return this;
        }

        /** See {@link FillPlan#isInvertingMask()}. */
        public Builder invertMask(boolean invert) {
            invertMask = invert;
            return this;
        }

        /** See {@link FillPlan#isFillingHoles()}. */
        public Builder fillHoles(boolean fill) {
            fillHoles = fill;
            return this;
        }

        /**
         * See {@link FillPlan#growMask()}.
         *
         * @throws IllegalArgumentException if it is not within 0 to 1000
         */
        public Builder growMask(int pixels) {
            growMask = checked("growMask", pixels);
            return this;
        }

        /**
         * See {@link FillPlan#featherMask()}.
         *
         * @throws IllegalArgumentException if it is not within 0 to 1000
         */
        public Builder featherMask(int pixels) {
            featherMask = checked("featherMask", pixels);
            return this;
        }

        private static int checked(String option, int pixels) {
            if (pixels < 0 || pixels > 1000) {
                throw new IllegalArgumentException(option + " is 0 to 1000 pixels, not " + pixels + ".");
            }
            return pixels;
        }

        /** See {@link FillPlan#outpaint()}. */
        public Builder outpaint(@Nullable Outpaint outpaint) {
            this.outpaint = outpaint;
            return this;
        }

        /** See {@link FillPlan#crop()}. */
        public Builder crop(@Nullable CropAndStitch crop) {
            this.crop = crop;
            return this;
        }

        /** See {@link FillPlan#composite()}. */
        public Builder composite(CompositeBack composite) {
            this.composite = composite;
            return this;
        }

        /** The plan. */
        public FillPlan build() {
            return new FillPlan(this);
        }
    }
}
