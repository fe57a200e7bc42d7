package io.fluxfill.storage;

import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.ContentUrl;
import io.fluxfill.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Brings pictures here. */
final class Downloads {
    /** What is downloaded is paid for: who runs the request again because its download failed, pays again. */
    static final FalException.Origin PAID = new FalException.Origin(null, null, false);

    /** A task on another thread costs more than writing one of the network's chunks. */
    private static final int CHUNKS_AT_ONCE = 32;

    private final Transport transport;
    private final long limit;

    Downloads(Transport transport, long limit) {
        this.transport = transport;
        this.limit = limit;
    }

    Flux<ByteBuffer> bytes(ContentUrl source) {
        return Flux.defer(() -> {
            AtomicLong received = new AtomicLong();
            Flux<ByteBuffer> content =
                    source.isInline() ? source.bytes() : transport.bytes(Call.download(remote(source.url())));
            return content.doOnNext(chunk -> {
                if (received.addAndGet(chunk.remaining()) > limit) {
                    throw new TransportException(
                            "The picture has more than " + limit + " bytes (option downloadLimit).", true, PAID, null);
                }
            });
        });
    }

    Mono<Path> toFile(ContentUrl source, Path target) {
        return Mono.using(() -> TemporaryFile.beside(target), file -> into(file, bytes(source)), Downloads::close)
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(
                        UncheckedIOException.class, e -> unwritable(target, e.getCause() == null ? e : e.getCause()))
                .onErrorMap(IOException.class, e -> unwritable(target, e));
    }

    /**
     * Each write is a task of its own: {@code publishOn} gives its thread back with a cancel, and reports a chunk that
     * comes at that moment as an error that nobody asked for.
     */
    private static Mono<Path> into(TemporaryFile file, Flux<ByteBuffer> content) {
        return content.buffer(CHUNKS_AT_ONCE)
                .concatMap(chunks -> onDisk(Mono.<Void>fromRunnable(() -> chunks.forEach(file::write))), 1)
                .then(onDisk(Mono.fromCallable(file::commit)))
                // What follows an error is that the file is removed.
                .onErrorResume(error -> onDisk(Mono.error(error)));
    }

    /** Who cancels may be an event loop, and removing a file waits for a disk. */
    private static void close(TemporaryFile file) {
        if (Schedulers.isInNonBlockingThread()) {
            var unused = Schedulers.boundedElastic().schedule(file::close);
        } else {
            file.close();
        }
    }

    private static <T> Mono<T> onDisk(Mono<T> work) {
        return work.subscribeOn(Schedulers.boundedElastic());
    }

    private static URI remote(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw unusable("is not a URL");
        }
        String scheme = String.valueOf(uri.getScheme());
        if (uri.getHost() == null || !(scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))) {
            throw unusable("is no http or https URL with a host");
        }
        return uri;
    }

    private static InvalidRequestException unusable(String reason) {
        return new InvalidRequestException("The address of the picture " + reason + ".", List.of(), PAID, null);
    }

    private static InvalidRequestException unwritable(Path target, Throwable cause) {
        return new InvalidRequestException(target + " cannot be written: " + cause + ".", List.of(), PAID, cause);
    }
}
