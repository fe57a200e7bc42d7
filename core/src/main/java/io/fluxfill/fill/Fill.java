package io.fluxfill.fill;

import io.fluxfill.Endpoint;
import io.fluxfill.image.ImageUrls;
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
    public static final Endpoint<FillRequest, FillResult> PRO =
            Endpoint.of("fal-ai/flux-pro/v1/fill", Map.class, Fill::document, WireResult.class, WireResult::toResult);

    /** {@code fal-ai/flux-pro/v1/fill-finetuned}: with a model of one's own. */
    public static final Endpoint<FinetunedFillRequest, FillResult> FINETUNED = Endpoint.of(
            "fal-ai/flux-pro/v1/fill-finetuned", Map.class, Fill::document, WireResult.class, WireResult::toResult);

    private Fill() {}

    private static Mono<?> document(FillRequest request, ImageUrls images) {
        return document(request.fields(), images);
    }

    private static Mono<?> document(FinetunedFillRequest request, ImageUrls images) {
        return document(request.fields(), images);
    }

    private static Mono<?> document(FillBuilder.Fields fields, ImageUrls images) {
        // zip fails as soon as one picture cannot be read, before anything is sent.
        return Mono.zip(images.urlOf("image_url", fields.image()), images.urlOf("mask_url", fields.mask()))
                .map(urls -> {
                    Map<String, Object> document = new LinkedHashMap<>(fields.others());
                    document.put("image_url", urls.getT1());
                    document.put("mask_url", urls.getT2());
                    return document;
                });
    }
}
