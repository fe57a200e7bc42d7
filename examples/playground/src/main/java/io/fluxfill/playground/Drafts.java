package io.fluxfill.playground;

import io.fluxfill.FalClient;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.image.ImageSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What is known of an edit before it begins: what it costs, and how it looks as JSON and as source text. */
@Component
final class Drafts {
    private static final String IMAGE = "https://v3.fal.media/files/image";
    private static final String MASK = "https://v3.fal.media/files/mask";

    private final FalClient client;
    private final Json json;

    Drafts(FalClient client, Json json) {
        this.client = client;
        this.json = json;
    }

    Mono<EditView> draft(Form form, int variant, String batch, String now) {
        EditRequest request = form.variant(variant);
        return sent(form, request)
                .map(fal -> new EditView(
                        Ids.next(),
                        batch,
                        now,
                        EditState.PREPARING,
                        null,
                        null,
                        String.valueOf(request.prompt()),
                        request,
                        fal,
                        JavaCode.of(form, request),
                        form.estimate().toPlainString(),
                        null,
                        request.seed(),
                        List.of(),
                        null,
                        0))
                .subscribeOn(Schedulers.boundedElastic());
    }

    /** The library's own document, with words in place of the pictures. */
    private Mono<Map<String, Object>> sent(Form form, EditRequest request) {
        FillRequest fill = Form.fill(request, ImageSource.url(IMAGE), ImageSource.url(MASK));
        return Fill.PRO.encode(fill, client.images()).map(body -> {
            Map<String, Object> document = new LinkedHashMap<>(json.map(body));
            document.put("image_url", shortened(form.image(), request.outpaint() != null));
            document.put("mask_url", "data:image/png;base64,… (the mask)");
            return document;
        });
    }

    private String shortened(PictureInfo picture, boolean isExtended) {
        String what = isExtended ? "the picture on its extended canvas" : (picture.bytes() + 1023) / 1024 + " KB";
        return picture.bytes() <= client.options().inlineUpTo() && !isExtended
                ? "data:image/" + picture.format() + ";base64,… (" + what + ")"
                : "https://v3.fal.media/files/… (" + what + ", uploaded)";
    }
}
