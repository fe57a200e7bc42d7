package io.fluxfill.transport;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bytes to values and back: the seam to Jackson. What an encoder or decoder needs is worked out when it is made, because
 * the first use of a type takes a lock that must not be waited for on an event loop. So make them once, and keep them.
 *
 * @since 0.1
 */
public final class JsonCodec {
    // The transport bounds bodies; a bound on strings would only break pictures that came inline.
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    private static final Encoder ANY = encoder(Object.class);
    private static final Decoder<Map<String, @Nullable Object>> DOCUMENT = decoder(Map.class);

    static {
        // Nested values are met only when they are written; meet the kinds that documents have now.
        byte[] sample =
                ANY.encode(Map.of("a", 1, "b", 1L, "c", 1.5, "d", true, "e", List.of("x"), "f", Map.of("g", "y")));
        DOCUMENT.decode(sample);
    }

    private JsonCodec() {}

    /**
     * An encoder for values of a type.
     *
     * @throws IllegalArgumentException if the type cannot be mapped
     */
    public static Encoder encoder(Type type) {
        ObjectWriter writer;
        try {
            writer = type == Object.class ? MAPPER.writer() : MAPPER.writerFor(MAPPER.constructType(type));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("No JSON can be written of " + type.getTypeName() + ".", e);
        }
        return writer::writeValueAsBytes;
    }

    /**
     * A decoder for values of a type. Unknown properties are ignored.
     *
     * @throws IllegalArgumentException if the type cannot be mapped
     */
    public static <T> Decoder<T> decoder(Type type) {
        ObjectReader reader;
        try {
            reader = MAPPER.readerFor(MAPPER.constructType(type));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("No JSON can be read as " + type.getTypeName() + ".", e);
        }
        return body -> {
            T value = reader.readValue(body);
            if (value == null) {
                throw new IllegalArgumentException("the document is null");
            }
            return value;
        };
    }

    /** Encodes a document of maps, lists, strings, numbers and booleans. */
    public static byte[] encode(Object document) {
        return ANY.encode(document);
    }

    /** Reads any JSON object. */
    public static Decoder<Map<String, @Nullable Object>> document() {
        return DOCUMENT;
    }

    /** Values to bytes. */
    @FunctionalInterface
    public interface Encoder {
        /** Encodes one value. */
        byte[] encode(Object value);
    }

    /**
     * Bytes to values.
     *
     * @param <T> the value
     */
    @FunctionalInterface
    public interface Decoder<T> {
        /** Decodes one body; any exception means that it cannot be read. */
        T decode(byte[] body);
    }
}
