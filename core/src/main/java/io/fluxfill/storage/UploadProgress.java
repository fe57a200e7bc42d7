package io.fluxfill.storage;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How far an upload is.
 *
 * @param bytesSent what was handed to the connection; the server may have less. It falls when an attempt failed and
 *     another one begins
 * @param totalBytes how many there are, if that is known
 * @param url where it lies; null before the end
 * @since 0.1
 */
public record UploadProgress(
        long bytesSent, @Nullable Long totalBytes, @Nullable URI url) {
    /** Whether this is the last element, and the upload has succeeded. */
    public boolean isFinished() {
        return url != null;
    }
}
