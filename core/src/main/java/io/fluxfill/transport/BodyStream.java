package io.fluxfill.transport;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Queue;

/**
 * A JSON document in chunks that are let go of as they are read. It stops for a moment behind every {@code "data:}, so
 * that whoever wants that string can take it from here instead of from the parser, which would hold it as characters.
 */
final class BodyStream extends InputStream {
    private static final byte[] DATA = "\"data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NONE = {};

    private final Queue<byte[]> chunks;
    private byte[] chunk = NONE;
    private int at;
    private long given;
    private int matched;

    BodyStream(Queue<byte[]> chunks) {
        this.chunks = chunks;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int count = 0;
        matched %= DATA.length;
        while (count < length && matched < DATA.length && hasNext()) {
            byte next = chunk[at];
            if (next == '"' && count > 0 && length - count < DATA.length) {
                // What is to be stopped behind must be read in one go.
                break;
            }
            at++;
            target[offset + count++] = next;
            matched = next == DATA[matched] ? matched + 1 : next == '"' ? 1 : 0;
        }
        given += count;
        return count == 0 && length > 0 ? -1 : count;
    }

    @Override
    public byte[] readAllBytes() {
        int left = chunk.length - at;
        for (byte[] waiting : chunks) {
            left += waiting.length;
        }
        byte[] all = new byte[left];
        for (int end = 0; hasNext(); at = chunk.length) {
            System.arraycopy(chunk, at, all, end, chunk.length - at);
            end += chunk.length - at;
        }
        given += left;
        return all;
    }

    @Override
    public void close() {
        chunks.clear();
        chunk = NONE;
        at = 0;
    }

    /** Whether what was read ends with {@code data:} at the start of the string whose quote is at this offset. */
    boolean isAtDataOf(long string) {
        return matched == DATA.length && given - DATA.length == string;
    }

    /** Gives away the rest of the string in which this stands. Next to be read is the quote that ends it, if any does. */
    void takeString(Sink sink) {
        while (hasNext()) {
            int end = at;
            while (end < chunk.length && chunk[end] != '"' && chunk[end] != '\\') {
                end++;
            }
            sink.write(chunk, at, end);
            at = end;
            if (at < chunk.length) {
                if (chunk[at] == '"') {
                    return;
                }
                at++;
                takeEscaped(sink);
            }
        }
    }

    private void takeEscaped(Sink sink) {
        int kind = next();
        int character = kind;
        if (kind == 'u') {
            character = 0;
            for (int i = 0; i < 4; i++) {
                // Not a digit makes it a character that no data URI has.
                int digit = Character.digit(next(), 16);
                character = digit < 0 ? 0x80 : character << 4 | digit;
            }
        } else if (kind != '/' && kind != '"' && kind != '\\') {
            character = 0x80;
        }
        sink.write(new byte[] {(byte) (character < 0x80 ? character : 0x80)}, 0, 1);
    }

    private int next() {
        return hasNext() ? chunk[at++] & 0xff : -1;
    }

    private boolean hasNext() {
        while (at == chunk.length) {
            byte[] following = chunks.poll();
            chunk = following == null ? NONE : following;
            at = 0;
            if (following == null) {
                return false;
            }
        }
        return true;
    }

    /** Takes bytes; they are the sink's only during the call. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] bytes, int from, int to);
    }
}
