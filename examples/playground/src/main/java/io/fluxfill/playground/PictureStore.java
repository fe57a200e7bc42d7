package io.fluxfill.playground;

import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.image.ImageFormat;
import io.fluxfill.image.ImageHeader;
import io.fluxfill.image.ImageSource;
import io.fluxfill.image.Picture;
import io.fluxfill.image.Upright;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The pictures that were uploaded. Each has a folder with what is known of it, and the picture itself, upright; the
 * uploaded file is kept as it is where a browser shows it right.
 */
@Component
final class PictureStore {
    private static final Duration SLOWEST = Duration.ofSeconds(30);

    private static final Set<ImageFormat> SHOWN = Set.of(ImageFormat.JPEG, ImageFormat.PNG);
    /** What is known of a picture. A folder without it is no picture. */
    static final String INFO = "info.json";

    private static final String UPRIGHT = "upright";

    private final Path folder;
    private final long maxBytes;
    private final Upright upright;
    private final PictureWorkers workers;
    private final PicturesInUse inUse;
    private final UnusedPictures old;
    private final Json json;

    PictureStore(
            DataFolder data,
            FluxfillProperties properties,
            PictureWorkers workers,
            PicturesInUse inUse,
            UnusedPictures old,
            Json json) {
        folder = data.pictures();
        maxBytes = properties.maxUpload().toBytes();
        upright = Upright.builder().maxMegapixels(properties.maxMegapixels()).build();
        this.workers = workers;
        this.inUse = inUse;
        this.old = old;
        this.json = json;
    }

    /**
     * Takes a file as it comes in. What is too large, no picture, or damaged, is refused, and nothing of it stays.
     *
     * @param name its name where it comes from
     */
    Mono<PictureInfo> add(String name, Flux<DataBuffer> content) {
        return Mono.usingWhen(
                Mono.fromCallable(this::newFolder).subscribeOn(Schedulers.boundedElastic()),
                place -> write(content, place.resolve(UPRIGHT))
                        .then(workers.work(() -> look(place, name)))
                        .doOnNext(info -> {
                            place.keep();
                            old.added(info.bytes());
                        }),
                Place::close);
    }

    private Place newFolder() throws IOException {
        String id = Ids.next();
        Path path = Files.createDirectory(folder.resolve(id));
        return new Place(id, path, inUse.hold(List.of(id)));
    }

    private Mono<Void> write(Flux<DataBuffer> content, Path file) {
        AtomicLong length = new AtomicLong();
        Flux<DataBuffer> capped = content.timeout(
                        SLOWEST,
                        Mono.error(() -> ProblemException.of(
                                408, "Too slow", "Nothing came for " + SLOWEST.toSeconds() + " seconds.")))
                .map(buffer -> {
                    if (length.addAndGet(buffer.readableByteCount()) > maxBytes) {
                        DataBufferUtils.release(buffer);
                        throw tooLarge();
                    }
                    return buffer;
                });
        return Mono.defer(() -> DataBufferUtils.write(capped, file)).subscribeOn(Schedulers.boundedElastic());
    }

    ProblemException tooLarge() {
        return ProblemException.of(
                413, "Too large", "A picture file has at most " + (maxBytes >> 20) + " MB here (fluxfill.max-upload).");
    }

    /** The file is decoded once, so that whoever asks for an edit does not find out that it is damaged. */
    private PictureInfo look(Place place, String name) throws IOException {
        Path file = place.resolve(UPRIGHT);
        ImageFormat format = format(file);
        if (format == null) {
            throw ProblemException.of(
                    415,
                    "Not a picture",
                    "The file starts like none of JPEG, PNG, WebP and GIF, whatever its name says.");
        }
        if (format == ImageFormat.AVIF) {
            throw ProblemException.of(415, "Not here", "AVIF cannot be decoded here: save it as PNG, JPEG or WebP.");
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            int orientation = ImageHeader.parse(bytes).orientation();
            Picture picture = upright.decode(bytes);
            if (orientation != 1 || !SHOWN.contains(format)) {
                Files.write(file, picture.toPng());
            }
            PictureInfo info = new PictureInfo(
                    place.id,
                    name,
                    picture.width(),
                    picture.height(),
                    orientation,
                    format.name().toLowerCase(Locale.ROOT),
                    bytes.length,
                    "/api/pictures/" + place.id);
            Path written = Files.write(place.resolve("info.tmp"), json.bytes(info));
            Files.move(written, place.resolve(INFO), StandardCopyOption.ATOMIC_MOVE);
            return info;
        } catch (InvalidRequestException e) {
            throw ProblemException.of(422, "This picture cannot be used", String.valueOf(e.getMessage()));
        }
    }

    static @Nullable ImageFormat format(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFormat.of(in.readNBytes(128));
        }
    }

    /** Empty if there is none of that name. */
    Mono<PictureInfo> find(@Nullable String id) {
        if (id == null || !Ids.isValid(id)) {
            return Mono.empty();
        }
        return Mono.fromCallable(() -> {
                    Path file = folder.resolve(id).resolve(INFO);
                    return Files.exists(file) ? json.picture(Files.readAllBytes(file)) : null;
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    /** The upright picture. */
    Path file(String id) {
        return folder.resolve(id).resolve(UPRIGHT);
    }

    ImageSource source(String id) {
        return ImageSource.file(file(id));
    }

    /** A folder that is removed again unless it is kept. */
    private static final class Place {
        private final String id;
        private final Path path;
        private final PicturesInUse.Hold hold;
        private volatile boolean kept;

        Place(String id, Path path, PicturesInUse.Hold hold) {
            this.id = id;
            this.path = path;
            this.hold = hold;
        }

        Path resolve(String name) {
            return path.resolve(name);
        }

        void keep() {
            kept = true;
        }

        Mono<Void> close() {
            return removedUnlessKept().doFinally(signal -> hold.close());
        }

        private Mono<Void> removedUnlessKept() {
            return kept
                    ? Mono.empty()
                    : Mono.<Void>fromRunnable(() -> {
                                try {
                                    FileSystemUtils.deleteRecursively(path);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            })
                            .subscribeOn(Schedulers.boundedElastic());
        }
    }
}
