package io.fluxfill.transport;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectReader;

/** JSON to values, by Jackson. */
record ReaderDecoder<T>(ObjectReader reader) implements JsonCodec.Decoder<T> {
    @Override
    public T decode(byte[] body) {
        return checked(reader.readValue(body));
    }

    @Override
    public T decode(InputStream body) {
        return checked(reader.readValue(body));
    }

    static <T> T checked(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("the document is null");
        }
        return value;
    }
}
