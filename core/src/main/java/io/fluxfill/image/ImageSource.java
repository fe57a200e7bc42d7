package io.fluxfill.image;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a picture comes from. fal fetches a remote one itself; a local one travels within the request or is
 * uploaded before it.
 *
 * @since 0.1
 */
public sealed interface ImageSource {

    /**
     * A picture that fal fetches: an {@code http}, {@code https} or {@code data} URL. It must be readable without a login.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static ImageSource url(String url) {
        return new RemoteUrl(url);
    }

    /** As {@link #url(String)}. */
    static ImageSource url(URI url) {
        return new RemoteUrl(url.toString());
    }

    /** A file of this machine: JPEG, PNG, WebP, GIF or AVIF. It is read when the request is subscribed to. */
    static ImageSource file(Path file) {
        return new LocalFile(file);
    }

    /** The bytes of a picture file: JPEG, PNG, WebP, GIF or AVIF. They are copied. */
    static ImageSource bytes(byte[] bytes) {
        return new Bytes(bytes);
    }

    /**
     * A picture that fal fetches.
     *
     * @param url absolute
     */
    record RemoteUrl(String url) implements ImageSource {
        /** Checks the scheme. */
        public RemoteUrl {
            String start = url.substring(0, Math.min(url.length(), 8)).toLowerCase(Locale.ROOT);
            if (!start.startsWith("http://") && !start.startsWith("https://") && !start.startsWith("data:")) {
                throw new IllegalArgumentException("The URL of a picture starts with https://, http:// or data:. For a"
                        + " file of this machine use ImageSource.file(…).");
            }
        }

        /** Without password, query and the content of a data URI: both may be secret, and the latter is long. */
        @Override
        public String toString() {
            if (url.regionMatches(true, 0, "data:", 0, 5)) {
                return "RemoteUrl[data URI of " + url.length() + " characters]";
            }
            int query = url.indexOf('?');
            String shown = query < 0 ? url : url.substring(0, query) + "?…";
            return "RemoteUrl[" + shown.replaceFirst("//[^/]*@", "//…@") + "]";
        }
    }

    /**
     * A file of this machine.
     *
     * @param file where it is
     */
    record LocalFile(Path file) implements ImageSource {}

    /** The bytes of a picture file. */
    final class Bytes implements ImageSource {
        private final byte[] bytes;

        private Bytes(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        /** A copy of the bytes. */
        public byte[] bytes() {
            return bytes.clone();
        }

        byte[] shared() {
            return bytes;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Bytes[" + bytes.length + "]";
        }
    }
}
