package io.fluxfill.transport;

import java.io.InputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** JSON to values, by hand. */
record HandDecoder<T>(Function<? super JsonReader, ? extends @Nullable T> read) implements JsonCodec.Decoder<T> {
    @Override
    public T decode(byte[] body) {
        return decode(JsonCodec.parser(body));
    }

    @Override
    public T decode(InputStream body) {
        return decode(JsonCodec.parser(body));
    }

    private T decode(JsonParser body) {
        try (body) {
            JsonCodec.startObject(body);
            return ReaderDecoder.checked(read.apply(new JsonReader(body)));
        }
    }
}
