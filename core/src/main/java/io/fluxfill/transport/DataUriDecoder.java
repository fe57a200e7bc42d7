package io.fluxfill.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes a data URI in parts and keeps what it carries in pieces, so that it never lies in memory twice. */
final class DataUriDecoder implements BodyStream.Sink {
    static final String NOT_BASE64 = "is a data URI without base64 content";
    static final String BROKEN = "is a data URI whose base64 is broken";

    private static final Pattern BASE64 = Pattern.compile(";base64\\s*,$", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST_HEAD = 1024;
    /** Small enough not to need a place of its own in the heap; whole groups of three bytes. */
    private static final int PIECE = 48 << 10;

    private final StringBuilder head = new StringBuilder();
    private final List<byte[]> pieces = new ArrayList<>();
    private byte @Nullable [] base64;
    private int filled;
    private long length;
    private @Nullable String flaw;

    @Override
    public void write(byte[] bytes, int from, int to) {
        length += to - from;
        int next = from;
        while (next < to && flaw == null && base64 == null) {
            addToHead((char) (bytes[next++] & 0xff));
        }
        while (next < to && flaw == null && base64 != null) {
            if (filled == base64.length) {
                decode(base64, false);
            }
            int count = Math.min(to - next, base64.length - filled);
            System.arraycopy(bytes, next, base64, filled, count);
            filled += count;
            next += count;
        }
    }

    /** What was written. */
    ContentUrl finish() {
        if (flaw == null && base64 != null) {
            decode(Arrays.copyOf(base64, filled), true);
        } else if (flaw == null) {
            flaw = NOT_BASE64;
        }
        base64 = null;
        return flaw == null
                ? ContentUrl.inline(head.toString(), List.copyOf(pieces), length)
                : ContentUrl.unusable(head.toString(), length, flaw);
    }

    private void addToHead(char next) {
        head.append(next);
        if (next == ',' && BASE64.matcher(head).find()) {
            base64 = new byte[PIECE / 3 * 4];
        } else if (next == ',' || head.length() == LONGEST_HEAD) {
            flaw = NOT_BASE64;
        }
    }

    private void decode(byte[] group, boolean last) {
        byte[] piece = decoded(group);
        if (piece == null || (!last && piece.length < PIECE)) {
            flaw = BROKEN;
            pieces.clear();
        } else if (piece.length > 0) {
            pieces.add(piece);
        }
        filled = 0;
    }

    private static byte @Nullable [] decoded(byte[] group) {
        try {
            return Base64.getDecoder().decode(group);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
