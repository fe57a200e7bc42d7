package io.fluxfill.batchedit;

import io.fluxfill.batchedit.RowResult.Status;
import io.fluxfill.fill.FillResult;
import io.fluxfill.fill.FilledImage;
import io.fluxfill.queue.QueueUpdate;
import io.fluxfill.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Brings finished pictures into the output folder. */
final class Pictures {
    private final Storage storage;
    private final Path folder;

    Pictures(Storage storage, Path folder) {
        this.storage = storage;
        this.folder = folder;
    }

    /** Saves all pictures of a request, and says what came of it. */
    Mono<RowResult> save(Edit edit, QueueUpdate.Completed<FillResult> completed, double seconds) {
        FillResult output = completed.reply().output();
        if (output.images().isEmpty()) {
            return Mono.just(RowResult.without(
                    edit,
                    Status.FAILED,
                    completed.handle().requestId(),
                    seconds,
                    "The service finished it without a picture."));
        }
        return Flux.fromIterable(output.images())
                .index()
                .concatMap(numbered -> save(edit, numbered.getT1(), numbered.getT2()), 1)
                .collectList()
                .map(files -> result(edit, completed, files, seconds));
    }

    private Mono<String> save(Edit edit, long index, FilledImage image) {
        String number = String.format(Locale.ROOT, "%03d", edit.number());
        String file = number + "-" + edit.name() + (index == 0 ? "" : "-" + (index + 1)) + "." + extension(edit, image);
        return storage.download(image, folder.resolve(file)).thenReturn(file);
    }

    private static String extension(Edit edit, FilledImage image) {
        String type = image.contentType();
        if (type == null) {
            return "png".equalsIgnoreCase(edit.cells().get(Column.OUTPUT_FORMAT)) ? "png" : "jpg";
        }
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "image/png" -> "png";
            case "image/webp" -> "webp";
            default -> "jpg";
        };
    }

    private static RowResult result(
            Edit edit, QueueUpdate.Completed<FillResult> completed, List<String> files, double seconds) {
        FillResult output = completed.reply().output();
        return new RowResult(
                edit.number(),
                edit.where(),
                edit.name(),
                Status.SUCCEEDED,
                Objects.requireNonNullElse(output.prompt(), edit.prompt()),
                output.seed(),
                files,
                output.images().stream().anyMatch(FilledImage::nsfw),
                completed.handle().requestId(),
                seconds,
                seconds(completed.metrics().inferenceTime()),
                edit.estimate(),
                completed.reply().billableUnits(),
                null);
    }

    private static @Nullable Double seconds(@Nullable Duration time) {
        return time == null ? null : time.toMillis() / 1000.0;
    }
}
