package io.fluxfill.batchedit;

import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** The one mapper of this program. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder().build();
    static final ObjectReader TREE = MAPPER.reader();

    private Json() {}
}
