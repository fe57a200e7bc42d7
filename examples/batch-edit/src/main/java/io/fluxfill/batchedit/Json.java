package io.fluxfill.batchedit;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** The one mapper of this program. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder().build();
    /** For what people write: one value, and no key twice. */
    static final ObjectReader STRICT = MAPPER.readerFor(JsonNode.class)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}
}
