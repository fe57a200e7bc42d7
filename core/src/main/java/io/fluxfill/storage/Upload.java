package io.fluxfill.storage;

import io.fluxfill.ObjectLifecycle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * What is uploaded, and as what. Immutable; nothing is read before the upload is subscribed to.
 *
 * @since 0.1
 */
public final class Upload {
    private final Builder as;

    private Upload(Builder as) {
        this.as = as;
    }

    /**
     * A file of this machine, read on {@code boundedElastic} in small pieces. It must stay as it is until the upload has
     * ended; that it did is checked.
     */
    public static Builder file(Path file) {
        Objects.requireNonNull(file, "file");
        Path name = file.getFileName();
        return new Builder(FileContent.found(file), null).fileName(name == null ? "upload" : name.toString());
    }

    /** Bytes at hand. They are not copied: leave them as they are until the upload has ended. */
    public static Builder bytes(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return new Builder(Mono.fromCallable(() -> new ByteContent(bytes)), null);
    }

    /**
     * A stream, subscribed to once per attempt, on {@code boundedElastic}, after a connection was found. Its buffers must not be written to
     * afterwards. Unless it is {@linkplain Builder#repeatable repeatable}, an upload that fails after it was begun is
     * neither repeated nor tried on another way.
     */
    public static Builder stream(Publisher<? extends ByteBuffer> content) {
        return new Builder(Mono.empty(), Objects.requireNonNull(content, "content"));
    }

    Mono<Content> content() {
        Publisher<? extends ByteBuffer> stream = as.stream;
        return stream == null ? as.content : Mono.just(new StreamContent(stream, as.length, as.repeatable));
    }

    @Nullable
    String fileName() {
        return as.fileName;
    }

    @Nullable
    String mediaType() {
        return as.mediaType;
    }

    @Nullable
    ObjectLifecycle lifecycle() {
        return as.lifecycle;
    }

    /** Mutable; not thread-safe. */
    public static final class Builder {
        private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w.+-]+/[\\w.+-]+( *;[\\x20-\\x7e]*)?");

        private final Mono<Content> content;
        private final @Nullable Publisher<? extends ByteBuffer> stream;
        private @Nullable String fileName;
        private @Nullable String mediaType;
        private @Nullable ObjectLifecycle lifecycle;
        private long length = -1;
        private boolean repeatable;

        private Builder(Mono<Content> content, @Nullable Publisher<? extends ByteBuffer> stream) {
            this.content = content;
            this.stream = stream;
        }

        private Builder(Builder other) {
            content = other.content;
            stream = other.stream;
            fileName = other.fileName;
            mediaType = other.mediaType;
            lifecycle = other.lifecycle;
            length = other.length;
            repeatable = other.repeatable;
        }

        /**
         * What it is called at fal, which makes it a part of the URL. What no header can carry is percent-encoded. Default:
         * the name of the file, or one made of the media type.
         */
        public Builder fileName(String fileName) {
            this.fileName = Objects.requireNonNull(fileName, "fileName");
            return this;
        }

        /**
         * What it is, for example {@code image/png}. Default: of a file or bytes, what their beginning says; of a stream
         * and of everything unknown, {@code application/octet-stream}.
         *
         * @throws IllegalArgumentException if it is no media type
         */
        public Builder mediaType(String mediaType) {
            if (!MEDIA_TYPE.matcher(mediaType).matches()) {
                throw new IllegalArgumentException("A media type is like image/png.");
            }
            this.mediaType = mediaType;
            return this;
        }

        /** How long fal keeps it, and who may read it. Default: the option {@code uploadLifecycle}. */
        public Builder lifecycle(ObjectLifecycle lifecycle) {
            this.lifecycle = Objects.requireNonNull(lifecycle, "lifecycle");
            return this;
        }

        /**
         * How many bytes the stream has. Default: unknown, and it is sent in chunks, which not every storage takes.
         *
         * @throws IllegalArgumentException if it is below 1, or this is no stream
         */
        public Builder length(long bytes) {
            requireStream("length");
            if (bytes < 1) {
                throw new IllegalArgumentException("A length is at least 1, not " + bytes + ".");
            }
            length = bytes;
            return this;
        }

        /**
         * Whether the stream gives the same bytes to each subscriber. Default: false.
         *
         * @throws IllegalArgumentException if this is no stream
         */
        public Builder repeatable(boolean repeatable) {
            requireStream("repeatable");
            this.repeatable = repeatable;
            return this;
        }

        private void requireStream(String option) {
            if (stream == null) {
                throw new IllegalArgumentException("Only a stream has the option " + option + ".");
            }
        }

        /** The upload as it stands. */
        public Upload build() {
            return new Upload(new Builder(this));
        }
    }
}
