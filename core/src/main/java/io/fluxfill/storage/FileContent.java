package io.fluxfill.storage;

import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/** A file as it was found. That it stays so is checked whenever it was read: a mixture of two pictures is none. */
final class FileContent implements Content {
    /** How many of the first bytes tell what it is. */
    static final int START = 64;

    private final Path file;
    private final long length;
    private final FileTime modified;
    private final byte[] start;

    private FileContent(Path file, long length, FileTime modified, byte[] start) {
        this.file = file;
        this.length = length;
        this.modified = modified;
        this.start = start;
    }

    /**
     * The file as it is when this is subscribed to; cold. A cancel interrupts the reading, which the file system reports
     * as a failure of the file: that is no error of anybody's, and nobody is left to hear of it.
     */
    static Mono<Content> found(Path file) {
        return Mono.defer(() -> {
            AtomicBoolean left = new AtomicBoolean();
            return Mono.<Content>defer(() -> Mono.just(open(file)))
                    .onErrorResume(error -> left.get() ? Mono.never() : Mono.error(error))
                    .subscribeOn(Schedulers.boundedElastic())
                    .doOnCancel(() -> left.set(true));
        });
    }

    /** Blocks for a moment. */
    static FileContent open(Path file) {
        if (Files.isDirectory(file)) {
            throw invalid(file + " is a folder, not a file.", null);
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw invalid(file + " is no regular file.", null);
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            ByteBuffer first = ByteBuffer.allocate(START);
            while (first.hasRemaining() && channel.read(first) >= 0) {}
            if (first.position() == 0) {
                throw invalid(file + " is empty.", null);
            }
            byte[] start = Arrays.copyOf(first.array(), first.position());
            return new FileContent(file, channel.size(), Files.getLastModifiedTime(file), start);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public byte[] start() {
        return start;
    }

    @Override
    public Flux<ByteBuffer> read(long offset, long length) {
        return Flux.<ByteBuffer, Reader>generate(() -> new Reader(offset, offset + length), Reader::next, Reader::close)
                .onErrorMap(IOException.class, e -> unreadable(file, e));
    }

    private static InvalidRequestException unreadable(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return invalid(file + " does not exist.", e);
        }
        if (e instanceof AccessDeniedException) {
            return invalid(file + " may not be read: permission denied.", e);
        }
        return invalid(file + " cannot be read: " + e + ".", e);
    }

    private static InvalidRequestException invalid(String message, @Nullable Throwable cause) {
        return new InvalidRequestException(
                message + " Nothing was uploaded.", List.of(), FalException.Origin.LOCAL, cause);
    }

    /** Reads one part, once. */
    private final class Reader {
        private final long end;
        private long position;
        private @Nullable SeekableByteChannel channel;

        Reader(long offset, long end) {
            this.end = end;
            position = offset;
        }

        Reader next(SynchronousSink<ByteBuffer> sink) {
            try {
                SeekableByteChannel channel = opened();
                ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, end - position));
                while (chunk.hasRemaining()) {
                    if (channel.read(chunk) < 0) {
                        throw changed();
                    }
                }
                position += chunk.position();
                if (position == end && (channel.size() != length || !isUntouched())) {
                    // Said before the last bytes leave, so that no server takes it for whole.
                    throw changed();
                }
                sink.next(chunk.flip());
                if (position == end) {
                    sink.complete();
                }
            } catch (ClosedByInterruptException e) {
                // Only a cancel interrupts, and then nobody is left to hear of it.
                sink.complete();
            } catch (IOException e) {
                sink.error(e);
            }
            return this;
        }

        private SeekableByteChannel opened() throws IOException {
            if (channel == null) {
                channel = Files.newByteChannel(file).position(position);
            }
            return channel;
        }

        private boolean isUntouched() throws IOException {
            return Files.getLastModifiedTime(file).equals(modified);
        }

        private InvalidRequestException changed() {
            return invalid(file + " changed while it was read; it had " + length + " bytes.", null);
        }

        void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                // It was only read.
            }
        }
    }
}
