package io.fluxfill.storage;

import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/** A picture that came within the reply: decoded slice by slice, because the whole of it is there once already. */
final class DataUri {
    /** A multiple of four characters, which are three bytes. */
    private static final int SLICE = 64 << 10;

    private final String text;
    private final int start;

    private DataUri(String text, int start) {
        this.text = text;
        this.start = start;
    }

    static boolean is(String url) {
        return url.regionMatches(true, 0, "data:", 0, 5);
    }

    static DataUri parse(String url, FalException.Origin origin) {
        int comma = url.indexOf(',');
        String head = comma < 0 ? "" : url.substring(0, comma).stripTrailing();
        // Between the media type and this there may be a charset or other parameters.
        if (!head.regionMatches(true, head.length() - 7, ";base64", 0, 7)) {
            throw invalid("is a data URI without base64 content", origin);
        }
        return new DataUri(url, comma + 1);
    }

    /** Decoded on {@code boundedElastic}: it is up to 64 MiB. */
    Flux<ByteBuffer> bytes(FalException.Origin origin) {
        return Flux.<ByteBuffer, Integer>generate(() -> start, this::next)
                .onErrorMap(
                        IllegalArgumentException.class, e -> invalid("is a data URI whose base64 is broken", origin))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private Integer next(Integer from, SynchronousSink<ByteBuffer> sink) {
        int to = Math.min(text.length(), from + SLICE);
        if (from < to) {
            byte[] bytes = Base64.getDecoder().decode(text.substring(from, to).getBytes(StandardCharsets.ISO_8859_1));
            if (to < text.length() && bytes.length != SLICE / 4 * 3) {
                throw new IllegalArgumentException("padding before the end");
            }
            sink.next(ByteBuffer.wrap(bytes));
        }
        if (to == text.length()) {
            sink.complete();
        }
        return to;
    }

    private static InvalidRequestException invalid(String reason, FalException.Origin origin) {
        return new InvalidRequestException("The address of the picture " + reason + ".", List.of(), origin, null);
    }
}
