package io.fluxfill.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A file that is either moved to its place or removed. */
final class TemporaryFile {
    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private volatile @Nullable IOException interrupted;
    private volatile boolean abandoned;

    private TemporaryFile(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
    }

    static TemporaryFile beside(Path target) throws IOException {
        // Without the target's own name: that may be as long as names can be.
        String name = "." + UUID.randomUUID() + ".part";
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
            // A cancel closes it under the writer, and nobody is left to hear of it. Should somebody be, commit tells.
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
            return Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
