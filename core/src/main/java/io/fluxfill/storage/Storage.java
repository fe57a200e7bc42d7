package io.fluxfill.storage;

import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.TransportException;
import io.fluxfill.fill.FilledImage;
import io.fluxfill.transport.Call;
import io.fluxfill.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Fetches finished pictures. The key does not go with it: results lie on other hosts than the service.
 *
 * @since 0.1
 */
public final class Storage {
    /** What is downloaded is paid for: who runs the request again because its download failed, pays again. */
    private static final FalException.Origin PAID = new FalException.Origin(null, null, false);

    private final Transport transport;
    private final long limit;

    /** Made by the client. */
    public Storage(Transport transport, long limit) {
        this.transport = transport;
        this.limit = limit;
    }

    /**
     * The bytes of a picture, whether it lies on a server or came within the reply. Cold. Backpressure reaches the
     * socket; cancelling drops the connection. It is begun again after a failure only as long as it gave nothing.
     */
    public Flux<ByteBuffer> download(FilledImage image) {
        return Flux.defer(() -> image.url().startsWith("data:") ? inline(image.url()) : remote(image.url()))
                .checkpoint("fluxfill download");
    }

    /**
     * Writes a picture to a file: into a temporary one beside it, which then takes its place, so that a file of that
     * name is always a whole picture. Cold; the file is written on {@code boundedElastic}.
     *
     * @param target where to; an existing file is replaced, and its folder must exist
     * @return the target
     */
    public Mono<Path> download(FilledImage image, Path target) {
        return Mono.using(
                        () -> TemporaryFile.beside(target),
                        file -> download(image)
                                .publishOn(Schedulers.boundedElastic(), 4)
                                .doOnNext(file::write)
                                .then(Mono.fromCallable(file::commit)),
                        TemporaryFile::close)
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(
                        UncheckedIOException.class, e -> unwritable(target, e.getCause() == null ? e : e.getCause()))
                .onErrorMap(IOException.class, e -> unwritable(target, e))
                .checkpoint("fluxfill download to file");
    }

    private Flux<ByteBuffer> remote(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            return Flux.error(unusable("is not a URL"));
        }
        String scheme = String.valueOf(uri.getScheme());
        if (uri.getHost() == null || !(scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))) {
            return Flux.error(unusable("is no http or https URL with a host"));
        }
        AtomicLong received = new AtomicLong();
        return transport.bytes(Call.download(uri)).doOnNext(chunk -> {
            if (received.addAndGet(chunk.remaining()) > limit) {
                throw new TransportException(
                        "The picture has more than " + limit + " bytes (option downloadLimit).", true, PAID, null);
            }
        });
    }

    private static Flux<ByteBuffer> inline(String dataUri) {
        int comma = dataUri.indexOf(',');
        if (comma < 0 || !dataUri.substring(0, comma).endsWith(";base64")) {
            return Flux.error(unusable("is a data URI without base64 content"));
        }
        try {
            byte[] base64 = dataUri.substring(comma + 1).getBytes(StandardCharsets.ISO_8859_1);
            return Flux.just(ByteBuffer.wrap(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException e) {
            return Flux.error(unusable("is a data URI whose base64 is broken"));
        }
    }

    private static InvalidRequestException unusable(String reason) {
        return new InvalidRequestException("The address of the picture " + reason + ".", List.of(), PAID, null);
    }

    private static InvalidRequestException unwritable(Path target, Throwable cause) {
        return new InvalidRequestException(target + " cannot be written: " + cause + ".", List.of(), PAID, cause);
    }

    /** A file that is either moved to its place or removed. */
    private static final class TemporaryFile {
        private final Path target;
        private final Path temporary;
        private final FileChannel channel;
        private @Nullable IOException interrupted;
        private volatile boolean abandoned;

        private TemporaryFile(Path target, Path temporary, FileChannel channel) {
            this.target = target;
            this.temporary = temporary;
            this.channel = channel;
        }

        static TemporaryFile beside(Path target) throws IOException {
            String name = "." + target.getFileName() + "." + UUID.randomUUID() + ".part";
            // Not Files.createTempFile: what becomes the picture should be as readable as any other new file.
            Path temporary = target.toAbsolutePath().resolveSibling(name);
            return new TemporaryFile(
                    target,
                    temporary,
                    FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
        }

        void write(ByteBuffer chunk) {
            try {
                while (chunk.hasRemaining()) {
                    channel.write(chunk);
                }
            } catch (ClosedChannelException e) {
                // A cancel closes it under the writer, and nobody is left to hear of it. Should somebody be, commit
                // tells.
                interrupted = e;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Path commit() throws IOException {
            if (interrupted != null) {
                throw interrupted;
            }
            channel.close();
            try {
                return Files.move(
                        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (NoSuchFileException e) {
                if (abandoned) {
                    return target;
                }
                throw e;
            }
        }

        void close() {
            abandoned = true;
            try {
                channel.close();
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
