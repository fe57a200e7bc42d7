package io.fluxfill.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A document as it is being read, for decoders that are written by hand: at one of its values, which can be taken once, in
 * one of these ways. What nobody takes is skipped. It goes from value to value: the reader of
 * a member or an element is the same one, and there only until whoever got it returns.
 *
 * @since 0.1
 */
public final class JsonReader {
    private final JsonParser parser;
    private boolean isTaken;
    /** How many values are being taken, each within the one before. */
    private int depth;

    JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    /** The value, whatever it is: a map, list, string, number or boolean, or null. */
    public @Nullable Object any() {
        begin();
        Object value = JsonCodec.read(parser);
        depth--;
        return value;
    }

    /** The object as a map; null for what is none. */
    public @Nullable Map<String, @Nullable Object> object() {
        begin();
        Map<String, @Nullable Object> object = null;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            object = JsonCodec.readObject(parser);
        } else {
            parser.skipChildren();
        }
        depth--;
        return object;
    }

    /** The string as a URL, whose content may be within; null for what is no string. */
    public @Nullable ContentUrl url() {
        begin();
        ContentUrl url = null;
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            url = ContentUrlDeserializer.read(parser);
        } else {
            parser.skipChildren();
        }
        depth--;
        return url;
    }

    /**
     * Gives the name and value of each member of an object; of what is no object, none.
     *
     * @param taker takes the value before it returns, or leaves it
     */
    public void members(BiConsumer<? super String, ? super JsonReader> taker) {
        begin();
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                int own = next();
                taker.accept(name, this);
                finish(own);
            }
        } else {
            parser.skipChildren();
        }
        depth--;
    }

    /**
     * The elements of a list; null for what is none.
     *
     * @param taker makes something of a value, before it returns
     */
    public <T extends @Nullable Object> @Nullable List<T> elements(Function<? super JsonReader, ? extends T> taker) {
        begin();
        List<T> elements = null;
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int own = next();
                elements.add(taker.apply(this));
                finish(own);
            }
        } else {
            parser.skipChildren();
        }
        depth--;
        return elements;
    }

    private void begin() {
        if (isTaken) {
            throw new IllegalStateException("the value is gone: it was taken already");
        }
        isTaken = true;
        depth++;
    }

    private int next() {
        isTaken = false;
        return depth;
    }

    private void finish(int own) {
        if (depth != own) {
            // Who caught that goes on in the middle of a value, and would take its rest for something else.
            throw new IllegalStateException("a value was left half taken, because of an error in it");
        }
        if (!isTaken) {
            parser.skipChildren();
        }
        isTaken = true;
    }
}
