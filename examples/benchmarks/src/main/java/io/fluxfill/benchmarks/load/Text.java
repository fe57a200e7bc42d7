package io.fluxfill.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of a message while it is composed; reused, so that the server makes no garbage that it need not make. */
final class Text {
    private byte[] bytes = new byte[2048];
    private int length;

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    Text clear() {
        length = 0;
        return this;
    }

    Text put(byte[] part) {
        room(part.length);
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
        return this;
    }

    Text put(Text part) {
        room(part.length);
        System.arraycopy(part.bytes, 0, bytes, length, part.length);
        length += part.length;
        return this;
    }

    Text put(String part) {
        return put(ascii(part));
    }

    Text put(long number) {
        if (number >= 0 && number < 10) {
            room(1);
            bytes[length++] = (byte) ('0' + number);
            return this;
        }
        return put(Long.toString(number));
    }

    int length() {
        return length;
    }

    void writeTo(ByteBuf target) {
        target.writeBytes(bytes, 0, length);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
