package io.fluxfill.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A document as it is being read, for decoders that are written by hand: at one of its values, which can be taken once, in
 * one of these ways. What nobody takes is skipped, which costs next to nothing.
 *
 * @since 0.1
 */
public final class JsonReader {
    private final JsonParser parser;
    private boolean isTaken;

    JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    /** The value, whatever it is: a map, list, string, number or boolean, or null. */
    public @Nullable Object any() {
        take();
        return JsonCodec.read(parser);
    }

    /** The string as a URL, whose content may be within; null for what is no string. */
    public @Nullable ContentUrl url() {
        take();
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return ContentUrlDeserializer.read(parser);
        }
        parser.skipChildren();
        return null;
    }

    /**
     * Gives the name and value of each member of an object; of what is no object, none.
     *
     * @param taker takes the value before it returns, or leaves it
     */
    public void members(BiConsumer<? super String, ? super JsonReader> taker) {
        take();
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                isTaken = false;
                taker.accept(name, this);
                finish();
            }
        } else {
            parser.skipChildren();
        }
    }

    /**
     * The elements of a list; null for what is none.
     *
     * @param taker makes something of a value, before it returns
     */
    public <T extends @Nullable Object> @Nullable List<T> elements(Function<? super JsonReader, ? extends T> taker) {
        take();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return null;
        }
        List<T> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            isTaken = false;
            elements.add(taker.apply(this));
            finish();
        }
        return elements;
    }

    private void take() {
        if (isTaken) {
            throw new IllegalStateException("the value is gone: it was taken already");
        }
        isTaken = true;
    }

    private void finish() {
        if (!isTaken) {
            parser.skipChildren();
        }
        isTaken = true;
    }
}
