package io.fluxfill.transport;

import java.io.InputStream;
import java.util.function.Function;
import tools.jackson.core.JsonParser;

/** JSON to values, by hand. */
record HandDecoder<T>(Function<? super JsonReader, ? extends T> read) implements JsonCodec.Decoder<T> {
    @Override
    public T decode(byte[] body) {
        try (JsonParser parser = JsonCodec.parser(body)) {
            return read.apply(new JsonReader(parser));
        }
    }

    @Override
    public T decode(InputStream body) {
        try (JsonParser parser = JsonCodec.parser(body)) {
            return read.apply(new JsonReader(parser));
        }
    }
}
