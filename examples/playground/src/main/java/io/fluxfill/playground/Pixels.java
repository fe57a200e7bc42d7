package io.fluxfill.playground;

import io.fluxfill.FalClient;
import io.fluxfill.error.RateLimitedException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.TransportException;
import io.fluxfill.fill.FilledImage;
import io.fluxfill.image.ImageFormat;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.Mask;
import io.fluxfill.image.Picture;
import io.fluxfill.image.Upright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The files of an edit: what is made of the form's pictures before it is sent, and of the result when it is there. */
@Component
final class Pixels {
    /** From here on a level is nearer to white. */
    private static final int WHITISH = 128;

    private final PictureStore pictures;
    private final PictureWorkers workers;
    private final FalClient client;
    private final int maxMegapixels;

    Pixels(PictureStore pictures, PictureWorkers workers, FalClient client, FluxfillProperties properties) {
        this.pictures = pictures;
        this.workers = workers;
        this.client = client;
        maxMegapixels = properties.maxMegapixels();
    }

    /** What is sent. The picture goes as it is, unless its canvas is extended. */
    Mono<Inputs> inputs(EditRequest request, Path folder) {
        return workers.work(() -> {
            if (request.outpaint() == null) {
                Mask mask = PictureWork.mask(maxMegapixels, request, pictures.file(String.valueOf(request.mask())));
                return new Inputs(pictures.source(String.valueOf(request.image())), ImageSource.bytes(mask.toPng()));
            }
            PictureWork work = work(request);
            ImageSource mask = ImageSource.bytes(work.mask().toPng());
            Path extended = folder.resolve("canvas.png");
            Files.write(extended, work.picture().toPng());
            return new Inputs(ImageSource.file(extended), mask);
        });
    }

    /** What is wrong with the mask that would be sent; empty if nothing is. The rule is the library's. */
    Mono<FieldProblem> maskProblem(Form form) {
        PictureInfo painted = form.mask();
        return workers.work(() -> {
                    Mask mask = PictureWork.mask(
                            maxMegapixels,
                            form.request(),
                            form.image(),
                            painted == null ? null : pictures.file(painted.id()));
                    return Optional.ofNullable(problem(mask.levels(), form.request()));
                })
                .flatMap(Mono::justOrEmpty)
                .map(words -> new FieldProblem("mask", words));
    }

    private static @Nullable String problem(byte[] levels, EditRequest request) {
        int darkest = 255;
        int brightest = 0;
        for (byte level : levels) {
            darkest = Math.min(darkest, level & 255);
            brightest = Math.max(brightest, level & 255);
        }
        if (brightest < WHITISH) {
            return "With this mask nothing would be repainted: paint over what is to change"
                    + (EditRequest.or0(request.maskFeather()) > 0 ? ", or soften its border less." : ".");
        }
        return darkest < WHITISH
                ? null
                : "With this mask nothing would be kept: leave some of the picture, so that the model sees what to match"
                        + (EditRequest.or0(request.maskGrow()) > 0 ? ", or let the mask grow less." : ".");
    }

    private PictureWork work(EditRequest request) throws IOException {
        String mask = request.mask();
        Path image = pictures.file(String.valueOf(request.image()));
        return PictureWork.of(maxMegapixels, request, image, mask == null ? null : pictures.file(mask));
    }

    /** Brings a picture of the result here, and mends what the model should have left alone. */
    Mono<ImageView> fetch(Edit edit, int index, FilledImage image) {
        Path raw = raw(edit, index);
        return client.storage()
                .download(image, raw)
                .retryWhen(Retry.backoff(60, Duration.ofMillis(500))
                        .maxBackoff(Duration.ofMinutes(1))
                        .filter(Pixels::mayPass))
                .onErrorMap(Exceptions::isRetryExhausted, Pixels::cause)
                .then(workers.work(() -> finish(edit, index, image.nsfw())));
    }

    /** It is paid for, so it is worth an hour: a server that fails, or does not have it yet, may have it later. */
    private static boolean mayPass(Throwable error) {
        return error instanceof TransportException
                || error instanceof RateLimitedException
                || error instanceof RequestFailedException
                || error instanceof RequestNotFoundException;
    }

    private static Throwable cause(Throwable error) {
        return error.getCause() == null ? error : error.getCause();
    }

    private ImageView finish(Edit edit, int index, boolean nsfw) throws IOException {
        EditRequest request = edit.request();
        Path raw = raw(edit, index);
        Picture filled = Upright.create().decode(Files.readAllBytes(raw));
        if (!isMended(request)) {
            ImageFormat format = PictureStore.format(raw);
            String type = format == null ? "application/octet-stream" : format.mediaType();
            return view(edit, index, filled, type, nsfw, null);
        }
        PictureWork work = work(request);
        Picture mended = work.mended(filled);
        Path temporary = edit.folder().resolve("image-" + index + ".tmp");
        Files.write(temporary, mended.toPng());
        Files.move(temporary, mended(edit, index), StandardCopyOption.REPLACE_EXISTING);
        return view(edit, index, mended, ImageFormat.PNG.mediaType(), nsfw, work.change(filled));
    }

    private static ImageView view(
            Edit edit, int index, Picture picture, String type, boolean nsfw, ImageView.@Nullable OutsideView change) {
        String url = "/api/edits/" + edit.id() + "/images/" + index;
        return new ImageView(index, url, picture.width(), picture.height(), type, nsfw, change);
    }

    /**
     * The finished picture: the mended one, or the model's own if its form asks for that. Never the one until the other is
     * there, because browsers keep what they got.
     */
    static Path finished(Edit edit, int index) {
        return isMended(edit.request()) ? mended(edit, index) : raw(edit, index);
    }

    private static boolean isMended(EditRequest request) {
        return Boolean.TRUE.equals(request.keepOutside());
    }

    /** The model's own picture. */
    static Path raw(Edit edit, int index) {
        return edit.folder().resolve("raw-" + index);
    }

    private static Path mended(Edit edit, int index) {
        return edit.folder().resolve("image-" + index);
    }
}
