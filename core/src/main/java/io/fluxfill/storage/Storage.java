package io.fluxfill.storage;

import io.fluxfill.ClientOptions;
import io.fluxfill.ObjectLifecycle;
import io.fluxfill.error.ClientClosedException;
import io.fluxfill.error.FalException;
import io.fluxfill.fill.FilledImage;
import io.fluxfill.image.ImageFormat;
import io.fluxfill.transport.RunningWork;
import io.fluxfill.transport.Transport;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/**
 * Brings pictures to fal, and finished ones back. The key goes to the configured {@code restUri} alone: neither where
 * pictures are sent to nor where results lie is it needed.
 *
 * <p>All publishers are cold, and each subscription uploads or downloads anew. Cancelling drops the connection. Signals
 * come on transport and {@code boundedElastic} threads, which must not be blocked. Errors are
 * {@link io.fluxfill.error.FalException}s.
 *
 * @since 0.1
 */
public final class Storage {
    private final ClientOptions options;
    private final Uploader uploader;
    private final Downloads downloads;
    private final RunningWork runningWork;

    /** Made by the client. */
    public Storage(Transport transport, ClientOptions options, RunningWork runningWork) {
        this(transport, options, Multipart.Sizes.DEFAULT, runningWork);
    }

    Storage(Transport transport, ClientOptions options, Multipart.Sizes sizes) {
        this(transport, options, sizes, new RunningWork());
    }

    private Storage(Transport transport, ClientOptions options, Multipart.Sizes sizes, RunningWork runningWork) {
        this.options = options;
        this.runningWork = runningWork;
        Hosts hosts = new Hosts(options);
        TokenCache tokens = new TokenCache(transport, hosts);
        uploader = new Uploader(
                new CdnRoute(transport, tokens, hosts),
                new Multipart(transport, tokens, hosts, sizes),
                List.of(
                        new PresignedRoute(transport, "fal-cdn-v3", hosts),
                        new PresignedRoute(transport, "gcs", hosts)));
        downloads = new Downloads(transport, options.downloadLimit());
    }

    /** Uploads a file, as {@link #upload(Upload)}. */
    public Mono<URI> upload(Path file) {
        return upload(Upload.file(file).build());
    }

    /** Uploads bytes, which are not copied, as {@link #upload(Upload)}. */
    public Mono<URI> upload(byte[] bytes) {
        return upload(Upload.bytes(bytes).build());
    }

    /** Uploads a stream of unknown length that can be read once, as {@link #upload(Upload)}. */
    public Mono<URI> upload(Publisher<? extends ByteBuffer> content) {
        return upload(Upload.stream(content).build());
    }

    /**
     * Uploads a picture, and gives its URL, for example for
     * {@link io.fluxfill.image.ImageSource#url(URI) ImageSource.url}. It is streamed in small pieces,
     * and backpressure of the socket reaches the content.
     *
     * <p>It goes to fal's CDN, with a token that all uploads of a client share; above 100 MiB in parts, four at once. If
     * that fails in a way that another route may mend, it is sent to an address that fal signs for it. Whatever fails
     * last is the error, and what failed before it is suppressed in it. An upload costs nothing; one that failed may have
     * left an object behind, which nobody knows the URL of.
     *
     * <p>A file that is empty, missing, unreadable, or changed under the upload, and a stream that fails or has another
     * length than was said, end in an {@link io.fluxfill.error.InvalidRequestException}.
     */
    public Mono<URI> upload(Upload upload) {
        return runningWork
                .admit(
                        "The upload",
                        Mono.defer(() -> parcel(upload, new Meter())).flatMap(uploader::upload),
                        () -> closed("upload", FalException.Origin.LOCAL))
                .checkpoint("fluxfill upload");
    }

    /**
     * As {@link #upload(Upload)}, and tells how far it is. The last element, and only that, has the URL. A slow viewer
     * does not slow the upload: it gets the latest state, and always the last.
     */
    public Flux<UploadProgress> uploadWithProgress(Upload upload) {
        return runningWork
                .admit(
                        "The upload",
                        Flux.defer(() -> {
                            Meter meter = new Meter();
                            return parcel(upload, meter).flatMapMany(parcel -> progress(parcel, meter));
                        }),
                        () -> closed("upload", FalException.Origin.LOCAL))
                .checkpoint("fluxfill upload with progress");
    }

    private static ClientClosedException closed(String what, FalException.Origin origin) {
        return new ClientClosedException(
                "The " + what + " was ended, because the client is being closed.", origin, null);
    }

    private Flux<UploadProgress> progress(Parcel parcel, Meter meter) {
        Long total = parcel.length() < 0 ? null : parcel.length();
        Flux<UploadProgress> moves = Flux.create(
                sink -> meter.onMove(() -> {
                    var unused = sink.next(new UploadProgress(meter.sent(), total, null));
                }),
                FluxSink.OverflowStrategy.LATEST);
        Mono<UploadProgress> end = uploader.upload(parcel).map(url -> new UploadProgress(meter.sent(), total, url));
        return Flux.merge(1, moves, end)
                // One of them may have waited for its viewer.
                .map(state -> state.isFinished() ? state : new UploadProgress(meter.sent(), total, null))
                .distinctUntilChanged()
                .takeUntil(UploadProgress::isFinished);
    }

    private Mono<Parcel> parcel(Upload upload, Meter meter) {
        return upload.content().map(content -> {
            String mediaType = upload.mediaType() != null ? upload.mediaType() : sniff(content.start());
            String known = mediaType == null ? "application/octet-stream" : mediaType;
            ObjectLifecycle lifecycle = upload.lifecycle() != null ? upload.lifecycle() : options.uploadLifecycle();
            return new Parcel(content, FileName.of(upload.fileName(), known), known, lifecycle, meter);
        });
    }

    private static @Nullable String sniff(byte[] start) {
        ImageFormat format = ImageFormat.of(start);
        return format == null ? null : format.mediaType();
    }

    /**
     * The bytes of a picture, whether it lies on a server or came within the reply. Backpressure reaches the socket. It
     * is begun again after a failure only as long as it gave nothing. Redirects are not followed.
     */
    public Flux<ByteBuffer> download(FilledImage image) {
        return runningWork
                .follow(downloads.bytes(image.source()), () -> closed("download", Downloads.PAID))
                .checkpoint("fluxfill download");
    }

    /**
     * Writes a picture to a file: into a temporary one beside it, which then takes its place, so that a file of that
     * name is always a whole picture. The file is written on {@code boundedElastic}.
     *
     * @param target where to; an existing file is replaced, and its folder must exist
     * @return the target
     */
    public Mono<Path> download(FilledImage image, Path target) {
        return runningWork
                .follow(downloads.toFile(image.source(), target), () -> closed("download", Downloads.PAID))
                .checkpoint("fluxfill download to file");
    }
}
