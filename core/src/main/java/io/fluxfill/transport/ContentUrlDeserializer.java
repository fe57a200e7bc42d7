package io.fluxfill.transport;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** Reads a URL; a data URI in a large body goes past the parser. */
final class ContentUrlDeserializer extends ValueDeserializer<ContentUrl> {
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

    @Override
    public @Nullable ContentUrl deserialize(JsonParser parser, DeserializationContext context) {
        ContentUrl url = read(parser);
        return url == null ? context.reportInputMismatch(this, "a URL is no string") : url;
    }

    /** Null if there is no text. */
    static @Nullable ContentUrl read(JsonParser parser) {
        if (parser.streamReadInputSource() instanceof BodyStream body
                && body.isAtDataOf(parser.currentTokenLocation().getByteOffset())) {
            DataUriDecoder decoder = new DataUriDecoder();
            decoder.write(DATA, 0, DATA.length);
            body.takeString(decoder);
            // The parser is left with the start and the closing quote; it complains itself if that is missing.
            parser.finishToken();
            return decoder.finish();
        }
        String text = parser.getValueAsString();
        return text == null ? null : ContentUrl.of(text);
    }
}
