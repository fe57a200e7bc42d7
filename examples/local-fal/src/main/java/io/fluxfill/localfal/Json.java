package io.fluxfill.localfal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** JSON as maps, lists and plain values. */
final class Json {
    private static final ObjectReader READER;
    private static final ObjectWriter WRITER;

    static {
        // A data URI is one string; the body limit bounds it already.
        JsonMapper mapper = new JsonMapper(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build());
        READER = mapper.readerFor(Object.class);
        WRITER = mapper.writer();
        // The first write of a type takes a lock, which must not happen on an event loop.
        WRITER.writeValueAsBytes(Arrays.asList(
                object("key", "text", "none", null),
                new ArrayList<>(List.of(true)),
                List.of(1, 2L),
                List.of(1, 2, 3),
                Map.of("k", 1),
                1.5,
                BigInteger.ONE,
                BigDecimal.ONE));
    }

    private Json() {}

    static @Nullable Object read(byte[] bytes) throws JacksonException {
        return READER.readValue(bytes);
    }

    static byte[] write(@Nullable Object value) {
        return WRITER.writeValueAsBytes(value);
    }

    static String text(@Nullable Object value) {
        return WRITER.writeValueAsString(value);
    }

    /** An object from alternating keys and values, in this order. */
    static Map<String, @Nullable Object> object(@Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return object;
    }
}
