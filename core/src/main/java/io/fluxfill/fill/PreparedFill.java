package io.fluxfill.fill;

import io.fluxfill.error.FalException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.image.FillPlan;
import io.fluxfill.image.FinishedImage;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.PlannedSize;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A fill with a {@link FillPlan}: what is done to the picture before it is sent, and to the model's picture afterwards. An
 * immutable value without pixels: each step reads the files anew, so that thousands of them take no memory, and one that
 * was stored as JSON finishes what another process began.
 *
 * <p>It is an input like any other: {@link Fill#PREPARED} takes it, so that fan-out, budgets and progress work as ever.
 *
 * <pre>{@code
 * PreparedFill fill = PreparedFill.builder()
 *         .image(ImageSource.file(photo))
 *         .mask(ImageSource.file(mask))
 *         .prompt("a wooden bench")
 *         .plan(FillPlan.builder().growMask(8).crop(CropAndStitch.create()).build())
 *         .build();
 * Mono<FinishedImage> finished = FalQueue.create(client, Fill.PREPARED)
 *         .run(fill)
 *         .flatMap(reply -> fill.finish(reply.output(), client.storage()::download));
 * }</pre>
 *
 * @since 0.1
 */
public final class PreparedFill {
    private final FillPlan plan;
    private final ImageSource image;
    private final @Nullable ImageSource mask;
    private final Map<String, Object> fields;

    private PreparedFill(FillPlan plan, ImageSource image, @Nullable ImageSource mask, Map<String, Object> fields) {
        this.plan = plan;
        this.image = image;
        this.mask = mask;
        this.fields = fields;
    }

    /** Starts one, with {@link FillPlan#create()}. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException if it is not that, or its plan says something that this version does not know
     */
    public static PreparedFill fromJson(String json) {
        return PreparedFillJson.read(json);
    }

    /**
     * As JSON on one line: the plan, the fields, and where picture and mask are. Store it beside the request's handle.
     * Files are named by their absolute paths; they must still be there, and unchanged, when the fill is finished.
     *
     * @throws IllegalStateException if picture or mask are bytes or data URIs: write them into files first
     */
    public String toJson() {
        return PreparedFillJson.write(this);
    }

    /** What is done before and after. */
    public FillPlan plan() {
        return plan;
    }

    /** The picture as it was given. */
    public ImageSource image() {
        return image;
    }

    /** The mask as it was given, or null if only what the plan extends is painted. */
    public @Nullable ImageSource mask() {
        return mask;
    }

    /** The prompt. */
    public String prompt() {
        return (String) fields.getOrDefault("prompt", "");
    }

    Map<String, Object> fields() {
        return fields;
    }

    /**
     * What is to be sent. Cold; errors and threads as of {@link FillPlan#prepare}.
     */
    public Mono<FillRequest> request() {
        return plan.prepare(image, mask)
                .map(input -> new FillRequest(new FillBuilder.Fields(input.image(), input.mask(), fields)));
    }

    /** What the fill is expected to cost as planned, in US dollars. Cold; it reads headers, and the mask if the plan crops. */
    public Mono<BigDecimal> estimate() {
        return plan.size(image, mask).map(size -> FillCost.estimate(size.width(), size.height(), numImages()));
    }

    /** What it would cost if the plan cut nothing out, in US dollars. Cold. */
    public Mono<BigDecimal> estimateOfWhole() {
        return plan.size(image, mask)
                .map(PreparedFill::whole)
                .map(size -> FillCost.estimate(size.width(), size.height(), numImages()));
    }

    private static PlannedSize whole(PlannedSize size) {
        return new PlannedSize(size.wholeWidth(), size.wholeHeight(), size.wholeWidth(), size.wholeHeight());
    }

    private int numImages() {
        return (Integer) fields.getOrDefault("num_images", 1);
    }

    /**
     * Puts the first picture of a result into its place. Cold; it downloads, and then works on threads as
     * {@link FillPlan#finish} does. A cancel ends either.
     *
     * @param download how to get at a picture: {@code client.storage()::download}
     */
    public Mono<FinishedImage> finish(FillResult result, Function<FilledImage, Flux<ByteBuffer>> download) {
        return Mono.defer(() -> result.images().isEmpty()
                ? Mono.error(new ReplyFormatException(
                        "The result has no pictures.", new FalException.Origin(null, null, false), null))
                : finish(result.images().get(0), download));
    }

    /** All pictures of a result, one after the other. As {@link #finish(FillResult, Function)} otherwise. */
    public Flux<FinishedImage> finishAll(FillResult result, Function<FilledImage, Flux<ByteBuffer>> download) {
        return Flux.fromIterable(result.images()).concatMap(image -> finish(image, download), 0);
    }

    /** As {@link #finish(FillResult, Function)}, for one picture. */
    public Mono<FinishedImage> finish(FilledImage image, Function<FilledImage, Flux<ByteBuffer>> download) {
        return download.apply(image)
                .collect(ByteArrayOutputStream::new, PreparedFill::write)
                .flatMap(bytes -> plan.finish(this.image, mask, ImageSource.bytes(bytes.toByteArray())));
    }

    private static void write(ByteArrayOutputStream to, ByteBuffer chunk) {
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        to.writeBytes(bytes);
    }

    /** The names of the fields alone: a prompt may be private. */
    @Override
    public String toString() {
        return "PreparedFill[image=" + image + ", mask=" + mask + ", fields=" + fields.keySet() + ", " + plan + "]";
    }

    /** Mutable; not thread-safe. Setters check ranges at once. */
    public static final class Builder extends FillBuilder<Builder> {
        private FillPlan plan = FillPlan.create();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** What is done before and after. Default: {@link FillPlan#create()}. */
        public Builder plan(FillPlan plan) {
            this.plan = plan;
            return this;
        }

        /**
         * The fill as it stands.
         *
         * @throws IllegalArgumentException if picture or prompt is missing, or the mask and the plan does not extend the
         *     picture
         */
        public PreparedFill build() {
            ImageSource image = required("image", image());
            ImageSource mask = plan.outpaint() == null ? required("mask", mask()) : mask();
            return new PreparedFill(plan, image, mask, others("prompt"));
        }
    }
}
