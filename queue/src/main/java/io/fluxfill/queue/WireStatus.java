package io.fluxfill.queue;

import io.fluxfill.RequestHandle;
import io.fluxfill.queue.QueueStatus.State;
import io.fluxfill.transport.JsonCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A status as it stands in JSON: nothing in it is certain, not even its shape. What beside the status is of another shape
 * than expected is left out, because it must not end the following of a request that is paid for.
 */
record WireStatus(
        @Nullable Object status,
        @Nullable Object queuePosition,
        @Nullable Object logs,
        @Nullable Object metrics,
        @Nullable Object error,
        @Nullable Object errorType) {
    static final JsonCodec.Decoder<WireStatus> DECODER =
            JsonCodec.members(WireStatus::of, "status", "queue_position", "logs", "metrics", "error", "error_type");

    private static WireStatus of(@Nullable Object[] values) {
        return new WireStatus(values[0], values[1], values[2], values[3], values[4], values[5]);
    }

    QueueStatus toStatus(RequestHandle handle) {
        String raw = status == null ? "" : status.toString();
        return new QueueStatus(
                handle,
                state(raw),
                raw,
                queuePosition instanceof Integer position && position >= 0 ? position : null,
                logs instanceof List<?> lines ? lines(lines) : List.of(),
                metrics instanceof Map<?, ?> values ? new Metrics(named(values)) : Metrics.NONE,
                text(error),
                text(errorType));
    }

    private static List<LogLine> lines(List<?> entries) {
        List<LogLine> lines = new ArrayList<>();
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

    private static Map<String, @Nullable Object> named(Map<?, ?> values) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        values.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
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
