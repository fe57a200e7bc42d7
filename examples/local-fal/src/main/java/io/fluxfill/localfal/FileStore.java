package io.fluxfill.localfal;

import io.fluxfill.localfal.Lifecycle.Acl;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files in memory, results and uploads, the oldest of which go when the total passes a limit. */
final class FileStore {
    private final long limit;
    private final Clock clock;
    private final Map<String, StoredFile> files = new LinkedHashMap<>();
    private long total;

    FileStore(long limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** Keeps a result and gives its new name. */
    String put(String extension, String contentType, byte[] content) {
        String name = Ids.next().replace("-", "") + "." + extension;
        put(name, contentType, content, Lifecycle.NONE);
        return name;
    }

    /** Keeps a file under a name that was never used; its time counts from now. */
    void put(String name, String contentType, byte[] content, Lifecycle lifecycle) {
        Instant now = clock.instant();
        StoredFile file = new StoredFile(contentType, content, lifecycle.end(now), lifecycle.acl());
        synchronized (this) {
            // What nobody can read any more goes first, whatever its age.
            files.values().removeIf(earlier -> forget(earlier, now));
            files.put(name, file);
            total += content.length;
            Iterator<StoredFile> oldest = files.values().iterator();
            while (total > limit && files.size() > 1) {
                total -= oldest.next().content().length;
                oldest.remove();
            }
        }
    }

    private boolean forget(StoredFile file, Instant now) {
        boolean ended = file.ended(now);
        total -= ended ? file.content().length : 0;
        return ended;
    }

    synchronized @Nullable StoredFile get(String name) {
        StoredFile file = files.get(name);
        return file == null || file.ended(clock.instant()) ? null : file;
    }

    /** A file with its media type and its end, if it has one; never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record StoredFile(
            String contentType, byte[] content, @Nullable Instant end, Acl acl) {
        boolean ended(Instant now) {
            return end != null && !now.isBefore(end);
        }

        /** What a download is answered. */
        Answer answer() {
            return switch (acl) {
                case ALLOW -> Answer.bytes(200, contentType, content);
                case FORBID -> Answer.detail(403, "Access to the file is forbidden");
                case HIDE -> Answer.detail(404, "Not Found");
            };
        }
    }
}
