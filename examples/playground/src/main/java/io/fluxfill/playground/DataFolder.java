package io.fluxfill.playground;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.springframework.stereotype.Component;

/** Where everything is kept. Held by one service at a time, because two would write the same journals. */
@Component
final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel lock;

    DataFolder(FluxfillProperties properties) {
        path = properties.data().toAbsolutePath();
        try {
            Files.createDirectories(pictures());
            Files.createDirectories(edits());
            lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StartRefusedException(
                    "The folder " + path + " cannot be used: " + e + ".", "Name another one with --data.");
        }
        if (!isOurs()) {
            throw new StartRefusedException(
                    path + " is in use by another playground.", "Stop that one, or name another folder with --data.");
        }
    }

    private boolean isOurs() {
        try {
            return lock.tryLock() != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    /** Absolute. */
    Path path() {
        return path;
    }

    Path pictures() {
        return path.resolve("pictures");
    }

    Path edits() {
        return path.resolve("edits");
    }

    /** Whether something can be written there. Blocks. */
    boolean isWritable() {
        return Files.isWritable(edits()) && Files.isWritable(pictures());
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
