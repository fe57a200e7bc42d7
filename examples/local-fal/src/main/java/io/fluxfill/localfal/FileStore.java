package io.fluxfill.localfal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Result files in memory, the oldest of which go when the total passes a limit. */
final class FileStore {
    private final long limit;
    private final Map<String, StoredFile> files = new LinkedHashMap<>();
    private long total;

    FileStore(long limit) {
        this.limit = limit;
    }

    /** Keeps a file and gives its new name. */
    synchronized String put(String extension, String contentType, byte[] content) {
        String name = Ids.next().replace("-", "") + "." + extension;
        files.put(name, new StoredFile(contentType, content));
        total += content.length;
        Iterator<StoredFile> oldest = files.values().iterator();
        while (total > limit && files.size() > 1) {
            total -= oldest.next().content().length;
            oldest.remove();
        }
        return name;
    }

    synchronized @Nullable StoredFile get(String name) {
        return files.get(name);
    }

    /** A file with its media type; never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record StoredFile(String contentType, byte[] content) {}
}
