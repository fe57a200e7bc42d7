package io.fluxfill.fill;

import io.fluxfill.Endpoint;
import io.fluxfill.image.ImageHeader;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.ImageUrls;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * The endpoints of FLUX.1 [pro] Fill.
 *
 * @since 0.1
 */
public final class Fill {
    /** {@code fal-ai/flux-pro/v1/fill}. */
    public static final Endpoint<FillRequest, FillResult> PRO = Endpoint.<FillRequest, FillResult>of(
                    "fal-ai/flux-pro/v1/fill", Map.class, Fill::document, WireResult.DECODER)
            .withEstimate(request -> estimate(request.fields()));

    /** {@code fal-ai/flux-pro/v1/fill-finetuned}: with a model of one's own. Its price is not known, so it has no estimate. */
    public static final Endpoint<FinetunedFillRequest, FillResult> FINETUNED =
            Endpoint.of("fal-ai/flux-pro/v1/fill-finetuned", Map.class, Fill::document, WireResult.DECODER);

    /**
     * {@link #PRO} for fills with a plan. The pictures are worked on when a request is submitted, and let go of when it
     * is; {@link PreparedFill#finish} does the rest when the result is there.
     */
    public static final Endpoint<PreparedFill, FillResult> PREPARED = Endpoint.<PreparedFill, FillResult>of(
                    "fal-ai/flux-pro/v1/fill", Map.class, Fill::document, WireResult.DECODER)
            .withEstimate(PreparedFill::estimate);

    private Fill() {}

    private static Mono<?> document(FillRequest request, ImageUrls images) {
        return document(request.fields(), images);
    }

    private static Mono<?> document(PreparedFill fill, ImageUrls images) {
        return fill.request().flatMap(request -> document(request, images));
    }

    private static Mono<?> document(FinetunedFillRequest request, ImageUrls images) {
        return document(request.fields(), images);
    }

    private static Mono<?> document(FillBuilder.Fields fields, ImageUrls images) {
        Mono<String> imageUrl = images.urlOf("image_url", fields.image());
        Mono<String> maskUrl = images.urlOf("mask_url", fields.mask());
        Mono<Map<String, Object>> document = fields.image() instanceof ImageSource.RemoteUrl
                ? imageUrl.flatMap(image -> maskUrl.map(mask -> document(fields, image, mask)))
                // zip fails as soon as one picture cannot be read, before anything is sent.
                : imageUrl.zipWith(maskUrl, (image, mask) -> document(fields, image, mask));
        Mono<Void> check = images.check(fields.image(), fields.mask());
        return check.equals(Mono.<Void>empty()) ? document : check.then(document);
    }

    private static Map<String, Object> document(FillBuilder.Fields fields, String image, String mask) {
        Map<String, Object> document = new LinkedHashMap<>(fields.others());
        document.put("image_url", image);
        document.put("mask_url", mask);
        return document;
    }

    /** The mask is as large as the picture, so either tells the size. */
    private static Mono<BigDecimal> estimate(FillBuilder.Fields fields) {
        return ImageHeader.read(fields.image())
                .switchIfEmpty(Mono.defer(() -> ImageHeader.read(fields.mask())))
                .map(header -> FillCost.estimate(header, fields.numImages()));
    }
}
