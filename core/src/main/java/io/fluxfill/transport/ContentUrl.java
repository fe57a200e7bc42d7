package io.fluxfill.transport;

import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A URL in a reply, which may be a data URI and thus carry its content itself. The content is kept as bytes, not as
 * text, and never twice. An output type of one's own may have fields of this type where large data URIs are expected; as
 * a {@code String} they need several times their size while they are read.
 *
 * @since 0.1
 */
public final class ContentUrl {
    private static final String SCHEME = "data:";
    /** What came in a reply is paid for. */
    private static final FalException.Origin PAID = new FalException.Origin(null, null, false);

    /** The URL, or as much of it as stands before the pieces. */
    private final String text;

    private final @Nullable List<byte[]> pieces;
    private final long length;
    private final @Nullable String flaw;

    private ContentUrl(String text, @Nullable List<byte[]> pieces, long length, @Nullable String flaw) {
        this.text = text;
        this.pieces = pieces;
        this.length = length;
        this.flaw = flaw;
    }

    /** Any URL. A data URI whose content cannot be read is kept as it is. */
    public static ContentUrl of(String url) {
        if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new ContentUrl(url, null, url.length(), null);
        }
        byte[] bytes = url.getBytes(StandardCharsets.ISO_8859_1);
        DataUriDecoder decoder = new DataUriDecoder();
        decoder.write(bytes, 0, bytes.length);
        ContentUrl decoded = decoder.finish();
        return decoded.pieces != null ? decoded : new ContentUrl(url, null, url.length(), decoded.flaw);
    }

    static ContentUrl inline(String head, List<byte[]> pieces, long length) {
        return new ContentUrl(head, pieces, length, null);
    }

    static ContentUrl unusable(String head, long length, String flaw) {
        return new ContentUrl(head, null, length, flaw);
    }

    /** Whether it is a data URI. */
    public boolean isInline() {
        return pieces != null || flaw != null;
    }

    /**
     * The URL. A data URI is put together anew by every call, which takes three times its length in memory for a moment:
     * {@link #bytes()} takes nothing. Of one that cannot be read, and came in a large reply, only the start is left.
     */
    public String url() {
        if (pieces == null) {
            return text;
        }
        byte[] url = new byte[Math.toIntExact(length)];
        System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, url, 0, text.length());
        int at = text.length();
        for (byte[] piece : pieces) {
            byte[] base64 = Base64.getEncoder().encode(piece);
            // Some leave the padding out.
            int count = Math.min(base64.length, url.length - at);
            System.arraycopy(base64, 0, url, at, count);
            at += count;
        }
        return new String(url, StandardCharsets.ISO_8859_1);
    }

    /**
     * The content of a data URI, in read-only parts that are shared and not copied. Cold; signals come on the
     * subscriber's thread. Of a data URI that is not base64 or is broken, and of any other URL, an
     * {@link InvalidRequestException}.
     */
    public Flux<ByteBuffer> bytes() {
        if (pieces == null) {
            String reason = flaw != null ? flaw : "is no data URI, so its content must be fetched";
            return Flux.error(() ->
                    new InvalidRequestException("The address of the picture " + reason + ".", List.of(), PAID, null));
        }
        return Flux.fromIterable(pieces).map(piece -> ByteBuffer.wrap(piece).asReadOnlyBuffer());
    }

    /** Same URL; of data URIs, same type and content. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContentUrl that
                && length == that.length
                && text.equals(that.text)
                && samePieces(pieces, that.pieces);
    }

    private static boolean samePieces(@Nullable List<byte[]> some, @Nullable List<byte[]> others) {
        if (some == null || others == null) {
            return some == null && others == null;
        }
        return Arrays.deepEquals(some.toArray(), others.toArray());
    }

    /** Does not look at the content of a data URI. */
    @Override
    public int hashCode() {
        return 31 * text.hashCode() + Long.hashCode(length);
    }

    /** Without the content of a data URI and without a query. */
    @Override
    public String toString() {
        return isInline() ? "data URI of " + length + " characters" : text.replaceAll("\\?.*", "?…");
    }
}
