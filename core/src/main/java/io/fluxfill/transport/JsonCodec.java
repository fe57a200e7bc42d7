package io.fluxfill.transport;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Bytes to values and back: the seam to Jackson. What an encoder or decoder needs is worked out when it is made, because
 * the first use of a type takes a lock that must not be waited for on an event loop. So make them once, and keep them.
 *
 * @since 0.1
 */
public final class JsonCodec {
    // The transport bounds bodies; a bound on strings would only break pictures that came inline.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            // The threads are few, and what they parse is small.
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .addModule(new SimpleModule("fluxfill").addDeserializer(ContentUrl.class, new ContentUrlDeserializer()))
            .build();

    private static final Encoder ANY = encoder(Object.class);
    private static final Decoder<Map<String, @Nullable Object>> DOCUMENT = decoder(Map.class);

    static {
        // Nested values are met only when they are written; meet the kinds that documents have now.
        Map<String, Object> sample = new LinkedHashMap<>(Map.of(
                "a", 1, "b", 1L, "c", 1.5, "d", true, "e", List.of("x"), "f", Map.of("g", "y"), "h", BigInteger.ONE));
        sample.put("i", new ArrayList<>(List.of("z")));
        sample.put("j", new LinkedHashMap<>());
        DOCUMENT.decode(ANY.encode(sample));
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
        return new ReaderDecoder<>(reader);
    }

    /** Encodes a document of maps, lists, strings, numbers and booleans. */
    public static byte[] encode(Object document) {
        return ANY.encode(document);
    }

    /** Reads any JSON object. */
    public static Decoder<Map<String, @Nullable Object>> document() {
        return DOCUMENT;
    }

    /**
     * A decoder of a JSON object that is written by hand: for what is read often, or trusted little. Nothing behind the
     * object is looked at.
     *
     * @param read gets the document at its only value, the object
     */
    public static <T> Decoder<T> reader(Function<? super JsonReader, ? extends @Nullable T> read) {
        return new HandDecoder<>(read);
    }

    /** Without the context that a mapper would make for each: nothing is mapped. */
    static JsonParser parser(byte[] body) {
        return FACTORY.createParser(ObjectReadContext.empty(), body);
    }

    static JsonParser parser(InputStream body) {
        return FACTORY.createParser(ObjectReadContext.empty(), body);
    }

    static void startObject(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("the document is no object");
        }
    }

    /**
     * As much of a JSON object as is there: a body that was cut has its end missing. What is read is all that stands
     * before the cut.
     */
    static Map<String, @Nullable Object> prefix(byte[] body) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        try (JsonParser parser = parser(body)) {
            startObject(parser);
            readObject(parser, document);
        } catch (JacksonException e) {
            if (document.isEmpty()) {
                throw e;
            }
        }
        return document;
    }

    /** The value at which the parser is. */
    static @Nullable Object read(JsonParser parser) {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                return readObject(parser);
            }
            case START_ARRAY -> {
                List<@Nullable Object> array = new ArrayList<>();
                readArray(parser, array);
                return array;
            }
            default -> {
                return readScalar(parser);
            }
        }
    }

    /** The object at whose beginning the parser is. */
    static Map<String, @Nullable Object> readObject(JsonParser parser) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        readObject(parser, object);
        return object;
    }

    private static @Nullable Object readScalar(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NULL -> null;
            default -> parser.getString();
        };
    }

    private static void readObject(JsonParser parser, Map<String, @Nullable Object> object) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            String key = name;
            readValue(parser, value -> object.put(key, value));
        }
    }

    private static void readArray(JsonParser parser, List<@Nullable Object> array) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            readCurrent(parser, array::add);
        }
    }

    private static void readValue(JsonParser parser, Consumer<@Nullable Object> parent) {
        parser.nextToken();
        readCurrent(parser, parent);
    }

    /** A container is given to its parent before it is filled, so that what it got before the cut is not lost. */
    private static void readCurrent(JsonParser parser, Consumer<@Nullable Object> parent) {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                parent.accept(object);
                readObject(parser, object);
            }
            case START_ARRAY -> {
                List<@Nullable Object> array = new ArrayList<>();
                parent.accept(array);
                readArray(parser, array);
            }
            default -> parent.accept(readScalar(parser));
        }
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

        /**
         * Decodes one large body, on a thread that may take its time. What is read of the stream is let go of, so a
         * decoder that reads bit by bit needs less memory than one that has the whole body.
         */
        default T decode(InputStream body) throws IOException {
            return decode(body.readAllBytes());
        }

        /** As this, and then converted. */
        default <R> Decoder<R> map(Function<? super T, ? extends R> conversion) {
            return new MappedDecoder<>(this, conversion);
        }
    }
}
