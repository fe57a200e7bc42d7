package io.fluxfill.playground;

import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON of this service. Everything that is read or written on event loops is met here once, because a mapper takes a lock
 * at the first use of a type.
 */
@Component
final class Json {
    private final ObjectWriter writer;
    private final ObjectReader entries;
    private final ObjectReader pictures;
    private final ObjectReader maps;

    Json(JsonMapper mapper) {
        writer = mapper.writer();
        entries = mapper.readerFor(JournalEntry.class);
        pictures = mapper.readerFor(PictureInfo.class);
        maps = mapper.readerFor(java.util.Map.class);
        for (Class<?> type : new Class<?>[] {EditRequest.class, EstimateRequest.class}) {
            var unused = mapper.readerFor(type);
        }
        for (Class<?> type : new Class<?>[] {EditView.class, PictureInfo.class, InfoView.class, EstimateView.class}) {
            var unused = mapper.writerFor(type);
        }
    }

    byte[] bytes(Object value) {
        return writer.writeValueAsBytes(value);
    }

    String text(Object value) {
        return writer.writeValueAsString(value);
    }

    JournalEntry entry(String line) {
        return entries.readValue(line);
    }

    PictureInfo picture(byte[] json) {
        return pictures.readValue(json);
    }

    java.util.Map<String, Object> map(byte[] json) {
        return maps.readValue(new String(json, StandardCharsets.UTF_8));
    }
}
