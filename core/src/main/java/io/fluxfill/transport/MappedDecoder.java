package io.fluxfill.transport;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/** A decoder whose value is converted. */
record MappedDecoder<T, R>(JsonCodec.Decoder<T> decoder, Function<? super T, ? extends R> conversion)
        implements JsonCodec.Decoder<R> {
    @Override
    public R decode(byte[] body) {
        return conversion.apply(decoder.decode(body));
    }

    @Override
    public R decode(InputStream body) throws IOException {
        return conversion.apply(decoder.decode(body));
    }
}
