package io.fluxfill.localfal;

import io.fluxfill.localfal.paint.Picture;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the model's reply. */
final class FillOutput {
    private final LocalFalOptions options;
    private final FileStore files;
    private final Links links;

    FillOutput(LocalFalOptions options, FileStore files, Links links) {
        this.options = options;
        this.files = files;
        this.links = links;
    }

    Answer answer(FillInput input, Number seed, List<Picture> pictures, boolean flagged, double seconds) {
        List<Map<String, @Nullable Object>> images = new ArrayList<>();
        long units = 0;
        for (Picture picture : pictures) {
            images.add(image(input, picture));
            long pixels = (long) picture.width() * picture.height();
            units += (pixels + 999_999) / 1_000_000;
        }
        Map<String, @Nullable Object> reply = Json.object("images", images);
        if (options.has(Disagreement.TIMINGS_INFERENCE)) {
            reply.put("timings", Json.object("inference", seconds));
        } else if (!options.has(Disagreement.TIMINGS_MISSING)) {
            reply.put("timings", Map.of());
        }
        reply.put("seed", seed);
        reply.put("has_nsfw_concepts", Collections.nCopies(pictures.size(), flagged));
        reply.put("prompt", input.prompt());
        return Answer.json(200, reply).with("x-fal-billable-units", Long.toString(units));
    }

    private Map<String, @Nullable Object> image(FillInput input, Picture picture) {
        byte[] file = picture.encode(input.format());
        String contentType = input.format().contentType();
        String url;
        String name;
        if (input.inline()) {
            name = "image." + input.format().word();
            url = "data:" + contentType + ";base64," + Base64.getEncoder().encodeToString(file);
        } else {
            name = files.put(input.format().word(), contentType, file);
            url = links.file(name);
        }
        Map<String, @Nullable Object> image = Json.object("url", url);
        if (!options.has(Disagreement.IMAGE_BARE)) {
            image.put("width", picture.width());
            image.put("height", picture.height());
        }
        image.put("content_type", contentType);
        if (options.has(Disagreement.IMAGE_FILE_FIELDS)) {
            image.put("file_name", name);
            image.put("file_size", file.length);
        }
        return image;
    }
}
