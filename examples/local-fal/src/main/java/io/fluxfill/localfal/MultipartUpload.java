package io.fluxfill.localfal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A file that comes in parts. Guarded by {@link MultipartUploads}. */
final class MultipartUpload {
    static final int MOST_PARTS = 10_000;

    private final String id;
    private final Target target;
    private final boolean signed;
    private final SortedMap<Integer, Part> parts = new TreeMap<>();
    private long size;

    MultipartUpload(String id, Target target, boolean signed) {
        this.id = id;
        this.target = target;
        this.signed = signed;
    }

    /** Where a file goes and how it is kept. */
    record Target(String name, String contentType, Lifecycle lifecycle) {}

    /** The bytes of a part with what names them; never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record Part(byte[] content, String etag) {
        static Part of(byte[] content) {
            CRC32C sum = new CRC32C();
            sum.update(content);
            return new Part(content, Long.toHexString(sum.getValue()) + "-" + content.length);
        }
    }

    /** A list of parts that does not fit; the message says why. */
    static final class Mismatch extends Exception {
        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message);
        }
    }

    String id() {
        return id;
    }

    Target target() {
        return target;
    }

    /** Whether its parts come with a signature, not with a token. */
    boolean signed() {
        return signed;
    }

    long size() {
        return size;
    }

    /** Keeps a part instead of an earlier one of its number, unless the file becomes too large. */
    boolean put(int number, Part part, long limit) {
        Part earlier = parts.get(number);
        long after = size + part.content().length - (earlier == null ? 0 : earlier.content().length);
        if (after > limit) {
            return false;
        }
        parts.put(number, part);
        size = after;
        return true;
    }

    /** The whole file, if the list names exactly the parts that came; in any order. */
    List<byte[]> joined(@Nullable Object list) throws Mismatch {
        if (!(list instanceof List<?> entries) || entries.isEmpty()) {
            throw new Mismatch("The list of parts is missing or empty");
        }
        TreeMap<Integer, byte[]> named = new TreeMap<>();
        for (Object entry : entries) {
            if (!(entry instanceof Map<?, ?> json) || !(json.get("partNumber") instanceof Integer number)) {
                throw new Mismatch("An entry of the list of parts has no number");
            }
            Part part = parts.get(number);
            if (part == null) {
                throw new Mismatch("Part " + number + " was not uploaded");
            }
            if (!(json.get("etag") instanceof String etag) || !unquoted(etag).equals(part.etag())) {
                throw new Mismatch("The etag of part " + number + " is not that of the upload");
            }
            if (named.put(number, part.content()) != null) {
                throw new Mismatch("Part " + number + " is named twice");
            }
        }
        if (named.size() < parts.size() || named.lastKey() != named.size()) {
            throw new Mismatch("The list of parts has gaps");
        }
        return new ArrayList<>(named.values());
    }

    private static String unquoted(String etag) {
        boolean quoted = etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"");
        return quoted ? etag.substring(1, etag.length() - 1) : etag;
    }
}
