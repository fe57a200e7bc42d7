package io.fluxfill.image;

import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A picture whose bytes are at hand: a file, bytes, or a data URI. Its methods block, and name the field in errors. */
final class LocalPicture {
    private final String field;
    private final String name;
    private final @Nullable Path file;
    private final byte[] bytes;

    private LocalPicture(String field, String name, @Nullable Path file, byte[] bytes) {
        this.field = field;
        this.name = name;
        this.file = file;
        this.bytes = bytes;
    }

    /** Whether fal alone can get at it. */
    static boolean isRemote(ImageSource source) {
        return source instanceof ImageSource.RemoteUrl remote && !DataUris.isBase64(remote);
    }

    /**
     * Decodes a data URI, but reads no file yet.
     *
     * @param field the field of the request, or empty
     * @param source not a remote one
     */
    static LocalPicture of(String field, ImageSource source) {
        if (source instanceof ImageSource.LocalFile local) {
            return new LocalPicture(field, local.file().toString(), local.file(), new byte[0]);
        }
        if (source instanceof ImageSource.Bytes memory) {
            return new LocalPicture(field, memory.toString(), null, memory.shared());
        }
        byte[] decoded;
        try {
            decoded = DataUris.decode((ImageSource.RemoteUrl) source);
        } catch (IllegalArgumentException e) {
            throw problem(field, "The data URI is not valid base64.", e);
        }
        return new LocalPicture(field, "The data URI", null, decoded);
    }

    /** What messages call it. */
    String name() {
        return name;
    }

    /** At least 1. */
    long size() {
        long size = file == null ? bytes.length : io(() -> checkedSize(file));
        if (size == 0) {
            throw problem(name + " is empty.", null);
        }
        return size;
    }

    private long checkedSize(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw problem(path + " is a folder, not a picture.", null);
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            // Of a pipe or a device nobody knows how much comes, or when.
            throw problem(path + " is no regular file. Copy what it gives to one, or pass the bytes.", null);
        }
        return Files.size(path);
    }

    /** By its first bytes. */
    ImageFormat format() {
        size();
        return io(() -> {
            try (FirstBytes first = first()) {
                return format(first);
            }
        });
    }

    private ImageFormat format(FirstBytes first) throws IOException {
        ImageFormat format = MagicBytes.sniff(first.peek(MagicBytes.ENOUGH));
        if (format == null) {
            throw problem(
                    name + " is not a picture that fal reads: it starts like none of JPEG, PNG, WebP, GIF and AVIF.",
                    null);
        }
        return format;
    }

    /** Null if it cannot be told here; the format is checked in any case. */
    @Nullable
    ImageHeader header() {
        size();
        Found found = io(() -> {
            try (FirstBytes first = first()) {
                ImageFormat format = format(first);
                return new Found(HeaderLibrary.PRESENT ? HeaderReader.read(format, first) : null);
            } catch (UnreadableImageException e) {
                throw problem(name + " " + e.getMessage() + ".", e);
            }
        });
        return found.header();
    }

    /** The bytes of its ICC profile, or null if there is none near its start. */
    byte @Nullable [] profile() {
        return io(() -> {
                    try (FirstBytes first = first()) {
                        return new Profile(IccBytes.read(format(first), first));
                    }
                })
                .bytes();
    }

    private FirstBytes first() throws IOException {
        return file == null ? FirstBytes.of(bytes) : FirstBytes.of(file);
    }

    /** Where it is, if it is a file. */
    @Nullable
    Path file() {
        return file;
    }

    InputStream open() throws IOException {
        return file == null ? new ByteArrayInputStream(bytes) : Files.newInputStream(file);
    }

    /**
     * All of it, or one byte more than the limit if it is longer, so that a file which grows costs no more.
     */
    byte[] read(int limit) {
        return file == null
                ? bytes
                : io(() -> {
                    try (InputStream in = open()) {
                        return in.readNBytes(Math.min(limit, Integer.MAX_VALUE - 1) + 1);
                    }
                });
    }

    InvalidRequestException problem(String message, @Nullable Throwable cause) {
        return problem(field, message, cause);
    }

    static InvalidRequestException problem(String field, String message, @Nullable Throwable cause) {
        return field.isEmpty()
                ? new InvalidRequestException(message, List.of(), FalException.Origin.LOCAL, cause)
                : InvalidRequestException.field(field, message, cause);
    }

    /** Does it, and tells what went wrong. */
    <T> T io(Reading<T> reading) {
        try {
            return reading.read();
        } catch (NoSuchFileException e) {
            throw problem(name + " does not exist.", e);
        } catch (AccessDeniedException e) {
            throw problem(name + " may not be read: permission denied.", e);
        } catch (FileSystemException e) {
            // Its message names the file once more, and a reason only sometimes.
            throw problem(name + " cannot be read: " + (e.getReason() == null ? e : e.getReason()) + ".", e);
        } catch (IOException e) {
            throw problem(name + " cannot be read: " + e + ".", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private record Found(@Nullable ImageHeader header) {}

    @SuppressWarnings("ArrayRecordComponent")
    private record Profile(byte @Nullable [] bytes) {}

    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }
}
