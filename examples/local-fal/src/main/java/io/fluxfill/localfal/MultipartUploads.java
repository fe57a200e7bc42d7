package io.fluxfill.localfal;

import io.fluxfill.localfal.MultipartUpload.Mismatch;
import io.fluxfill.localfal.MultipartUpload.Part;
import io.fluxfill.localfal.MultipartUpload.Target;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The multipart uploads that are not complete. As nobody says when one is given up, the oldest go when all together pass
 * the limit that finished files have too.
 */
final class MultipartUploads {
    private final LocalFalOptions options;
    private final Map<String, MultipartUpload> open = new LinkedHashMap<>();

    MultipartUploads(LocalFalOptions options) {
        this.options = options;
    }

    /** What became of a part. */
    enum Put {
        KEPT,
        UNKNOWN,
        TOO_LARGE
    }

    synchronized MultipartUpload create(Target target, boolean signed) {
        MultipartUpload upload = new MultipartUpload(Ids.next(), target, signed);
        open.put(upload.id(), upload);
        return upload;
    }

    /** The upload to this file with this id. */
    synchronized @Nullable MultipartUpload find(UploadPath.Part path) {
        MultipartUpload upload = open.get(path.upload());
        return upload != null && upload.target().name().equals(path.file()) ? upload : null;
    }

    synchronized Put put(UploadPath.Part path, Part part) {
        MultipartUpload upload = find(path);
        if (upload == null) {
            return Put.UNKNOWN;
        }
        if (!upload.put(path.number(), part, options.uploadLimit())) {
            return Put.TOO_LARGE;
        }
        long total = open.values().stream().mapToLong(MultipartUpload::size).sum();
        Iterator<MultipartUpload> oldest = open.values().iterator();
        while (total > options.fileLimit() && oldest.hasNext()) {
            MultipartUpload next = oldest.next();
            if (next != upload) {
                total -= next.size();
                oldest.remove();
            }
        }
        return Put.KEPT;
    }

    /** Ends an upload and gives its parts in order; one that does not fit its list stays open. */
    synchronized List<byte[]> complete(MultipartUpload upload, @Nullable Object list) throws Mismatch {
        List<byte[]> parts = upload.joined(list);
        open.remove(upload.id());
        return parts;
    }
}
