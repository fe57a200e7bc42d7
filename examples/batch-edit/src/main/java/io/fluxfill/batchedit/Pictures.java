package io.fluxfill.batchedit;

import io.fluxfill.batchedit.RowResult.Status;
import io.fluxfill.fill.FillResult;
import io.fluxfill.fill.FilledImage;
import io.fluxfill.queue.QueueUpdate;
import io.fluxfill.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Brings finished pictures into the output folder. */
final class Pictures {
    private final Storage storage;
    private final Path folder;
    private final History history;

    Pictures(Storage storage, Path folder, History history) {
        this.storage = storage;
        this.folder = folder;
        this.history = history;
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
                .concatMap(
                        numbered -> save(edit, completed.handle().requestId(), numbered.getT1(), numbered.getT2()), 1)
                .collectList()
                .map(files -> result(edit, completed, files, seconds));
    }

    private Mono<String> save(Edit edit, String requestId, long index, FilledImage image) {
        return Mono.fromCallable(() -> name(edit, requestId, index, extension(edit, image)))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(file -> storage.download(image, folder.resolve(file)).thenReturn(file));
    }

    /** The picture of another request is never written over: it may have been paid. */
    private String name(Edit edit, String requestId, long index, String extension) {
        String start = String.format(Locale.ROOT, "%03d-%s", edit.number(), edit.name());
        String end = (index == 0 ? "" : "-" + (index + 1)) + "." + extension;
        String plain = start + end;
        if (Files.notExists(folder.resolve(plain)) || history.files(requestId).contains(plain)) {
            return plain;
        }
        String id = requestId.replaceAll("[^A-Za-z0-9]", "");
        return start + "-" + id.substring(0, Math.min(8, id.length())) + end;
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
