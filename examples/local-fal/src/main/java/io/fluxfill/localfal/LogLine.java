package io.fluxfill.localfal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line in the log of a job. */
record LogLine(String message, String level, Instant at) {
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    Map<String, @Nullable Object> json(boolean labels) {
        Map<String, @Nullable Object> json = Json.object("message", message, "timestamp", MICROSECONDS.format(at));
        if (labels) {
            json.put("labels", Json.object("level", level, "source", "USER"));
        } else {
            json.put("level", level);
            json.put("source", "USER");
        }
        return json;
    }
}
