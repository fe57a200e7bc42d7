package io.fluxfill.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The folder of an uploaded picture that no edit has. Everything here blocks.
 *
 * @param id its name
 * @param path where it is
 * @param usedAt when it was uploaded, or an edit last began with it
 * @param bytes how much room it takes
 */
record UnusedPicture(String id, Path path, Instant usedAt, long bytes) {
    private static final Logger LOG = LoggerFactory.getLogger(UnusedPicture.class);

    /** A folder and its files take room, too, however small they are. */
    static final long LEAST = 64 << 10;

    /** What there is in a folder, or nothing if it cannot be told. */
    static Stream<UnusedPicture> in(Path path) {
        try (Stream<Path> files = Files.list(path)) {
            Instant usedAt = Instant.EPOCH;
            long bytes = 0;
            for (Path file : Stream.concat(Stream.of(path), files).toList()) {
                Instant changed = Files.getLastModifiedTime(file).toInstant();
                usedAt = changed.isAfter(usedAt) ? changed : usedAt;
                bytes += Files.size(file);
            }
            return Stream.of(new UnusedPicture(path.getFileName().toString(), path, usedAt, Math.max(LEAST, bytes)));
        } catch (IOException e) {
            // An upload that was refused just now, say.
            LOG.debug("{} is left alone: {}", path, e.toString());
            return Stream.empty();
        }
    }

    /** An edit began with the picture of a folder then. */
    static void used(Path path, Instant time) {
        Path info = path.resolve(PictureStore.INFO);
        try {
            if (Files.getLastModifiedTime(info).toInstant().isBefore(time)) {
                Files.setLastModifiedTime(info, FileTime.from(time));
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be touched: {}", info, e.toString());
        }
    }

    /** The description first: without it nobody finds the picture. */
    void delete() {
        try {
            Files.deleteIfExists(path.resolve(PictureStore.INFO));
            FileSystemUtils.deleteRecursively(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
