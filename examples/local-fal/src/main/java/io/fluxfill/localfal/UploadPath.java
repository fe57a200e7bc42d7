package io.fluxfill.localfal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paths of the file origin, with or without its leading {@code files}: clients write {@code files/upload} behind the
 * root they are given, and the root of this server by prefix ends in {@code files} already.
 */
final class UploadPath {
    private UploadPath() {}

    static List<String> relative(Inbound request) {
        List<String> path = request.path();
        boolean prefixed = path.size() > 1 && path.get(0).equals("files");
        return prefixed ? path.subList(1, path.size()) : path;
    }

    /** A part of a multipart upload, or its completion: the file, the upload, and the last segment. */
    record Part(String file, String upload, String tail) {
        static @Nullable Part of(Inbound request) {
            List<String> path = relative(request);
            return path.size() == 4 && path.get(1).equals("multipart")
                    ? new Part(path.get(0), path.get(2), path.get(3))
                    : null;
        }

        boolean completes() {
            return tail.equals("complete");
        }

        /** The number of the part; zero if it is none. */
        int number() {
            boolean number = tail.matches("[1-9]\\d{0,4}");
            return number && Integer.parseInt(tail) <= MultipartUpload.MOST_PARTS ? Integer.parseInt(tail) : 0;
        }
    }
}
