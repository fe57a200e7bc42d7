package io.fluxfill.batchedit;

import io.fluxfill.batchedit.RowResult.Status;
import io.fluxfill.fill.FillResult;
import io.fluxfill.fill.FilledImage;
import io.fluxfill.image.FinishedImage;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.OutsideChange;
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
    /**
     * A picture that is there.
     *
     * @param model the model's own, if it is another one and was to be kept
     */
    private record Saved(
            String file, @Nullable String model, @Nullable OutsideChange outsideChange) {}

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
        String requestId = completed.handle().requestId();
        return Flux.fromIterable(output.images())
                .index()
                .concatMap(numbered -> save(edit, requestId, numbered.getT1(), numbered.getT2()), 1)
                .collectList()
                .map(saved -> result(edit, completed, saved, seconds));
    }

    private Mono<Saved> save(Edit edit, String requestId, long index, FilledImage image) {
        Planned planned = edit.planned();
        if (planned == null) {
            return name(edit, requestId, number(index) + extension(edit, image))
                    .flatMap(file ->
                            storage.download(image, folder.resolve(file)).thenReturn(new Saved(file, null, null)));
        }
        if (planned.composite() && !PlanCells.isKeepingModelPicture(edit.cells())) {
            return edit.prepared()
                    .finish(image, storage::download)
                    .flatMap(finished -> name(edit, requestId, number(index) + ".png")
                            .flatMap(file -> finished.writeTo(folder.resolve(file))
                                    .thenReturn(new Saved(file, null, finished.outsideChange()))));
        }
        String part = planned.composite() ? "-model" : "";
        return name(edit, requestId, number(index) + part + extension(edit, image))
                .flatMap(model -> storage.download(image, folder.resolve(model))
                        .then(finished(edit, planned, requestId, index, model)));
    }

    /** With the model's picture in a file: that is to be kept, or is what the edit is for. */
    private Mono<Saved> finished(Edit edit, Planned planned, String requestId, long index, String model) {
        Mono<FinishedImage> finishing =
                planned.plan().finish(edit.image(), edit.mask(), ImageSource.file(folder.resolve(model)));
        if (!planned.composite()) {
            return finishing.map(finished -> new Saved(model, null, finished.outsideChange()));
        }
        return finishing.flatMap(finished -> name(edit, requestId, number(index) + ".png")
                .flatMap(file -> finished.writeTo(folder.resolve(file))
                        .thenReturn(new Saved(file, model, finished.outsideChange()))));
    }

    private static String number(long index) {
        return index == 0 ? "" : "-" + (index + 1);
    }

    /** The picture of another request is never written over: it may have been paid. */
    private Mono<String> name(Edit edit, String requestId, String end) {
        return Mono.fromCallable(() -> freeName(edit, requestId, end)).subscribeOn(Schedulers.boundedElastic());
    }

    private String freeName(Edit edit, String requestId, String end) {
        String start = String.format(Locale.ROOT, "%03d-%s", edit.number(), edit.name());
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
            return "png".equalsIgnoreCase(edit.cells().get(Column.OUTPUT_FORMAT)) ? ".png" : ".jpg";
        }
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "image/png" -> ".png";
            case "image/webp" -> ".webp";
            default -> ".jpg";
        };
    }

    private static RowResult result(
            Edit edit, QueueUpdate.Completed<FillResult> completed, List<Saved> saved, double seconds) {
        FillResult output = completed.reply().output();
        return new RowResult(
                edit.number(),
                edit.where(),
                edit.name(),
                Status.SUCCEEDED,
                Objects.requireNonNullElse(output.prompt(), edit.prompt()),
                output.seed(),
                saved.stream().map(Saved::file).toList(),
                output.images().stream().anyMatch(FilledImage::nsfw),
                completed.handle().requestId(),
                seconds,
                seconds(completed.metrics().inferenceTime()),
                edit.estimate(),
                completed.reply().billableUnits(),
                null,
                edit.planned() == null ? null : report(edit.planned(), saved));
    }

    private static PlanReport report(Planned planned, List<Saved> saved) {
        return new PlanReport(
                planned.composite(),
                saved.stream()
                        .map(Saved::outsideChange)
                        .filter(Objects::nonNull)
                        .toList(),
                saved.stream().map(Saved::model).filter(Objects::nonNull).toList(),
                planned.isCropping() ? planned.estimatedWholeUsd() : null);
    }

    private static @Nullable Double seconds(@Nullable Duration time) {
        return time == null ? null : time.toMillis() / 1000.0;
    }
}
