package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.queue.QueueStatus.State;
import io.fluxfill.transport.JsonCodec;
import io.fluxfill.transport.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A status as it stands in JSON: nothing in it is certain, not even its shape. What beside the status is of another shape
 * than expected is left out, because it must not end the following of a request that is paid for.
 */
final class WireStatus {
    static final JsonCodec.Decoder<WireStatus> DECODER = JsonCodec.reader(document -> {
        WireStatus status = new WireStatus();
        document.members(status::take);
        return status;
    });

    private @Nullable Object status;
    private @Nullable Object queuePosition;
    private @Nullable List<LogLine> logs;
    private @Nullable Map<String, @Nullable Object> metrics;
    private @Nullable Object error;
    private @Nullable Object errorType;

    private void take(String name, JsonReader value) {
        switch (name) {
            case "status" -> status = value.any();
            case "queue_position" -> queuePosition = value.any();
            case "logs" -> logs = lines(value);
            case "metrics" -> metrics = value.object();
            case "error" -> error = value.any();
            case "error_type" -> errorType = value.any();
            default -> {}
        }
    }

    QueueStatus toStatus(RequestHandle handle) {
        String raw = status == null ? "" : status.toString();
        return new QueueStatus(
                handle,
                state(raw),
                raw,
                queuePosition instanceof Integer position && position >= 0 ? position : null,
                logs == null ? List.of() : logs,
                metrics == null ? Metrics.NONE : new Metrics(metrics),
                text(error),
                text(errorType));
    }

    private static @Nullable List<LogLine> lines(JsonReader value) {
        List<@Nullable Object> entries = value.elements(JsonReader::any);
        if (entries == null) {
            return null;
        }
        List<LogLine> lines = new ArrayList<>(entries.size());
        for (Object entry : entries) {
            if (entry instanceof Map<?, ?> line) {
                lines.add(line(line));
            } else if (entry != null) {
                lines.add(new LogLine(entry.toString(), null, null, null));
            }
        }
        return List.copyOf(lines);
    }

    private static LogLine line(Map<?, ?> line) {
        String message = text(line.get("message"));
        return new LogLine(
                message == null ? "" : message,
                text(line.get("timestamp")),
                label(line, "level"),
                label(line, "source"));
    }

    /** Newer replies have it flat, older ones in a map of labels. */
    private static @Nullable String label(Map<?, ?> line, String name) {
        String flat = text(line.get(name));
        return flat == null && line.get("labels") instanceof Map<?, ?> labels ? text(labels.get(name)) : flat;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static State state(String raw) {
        return switch (raw) {
            case "IN_QUEUE" -> State.IN_QUEUE;
            case "IN_PROGRESS" -> State.IN_PROGRESS;
            case "COMPLETED" -> State.COMPLETED;
            default -> State.OTHER;
        };
    }
}
