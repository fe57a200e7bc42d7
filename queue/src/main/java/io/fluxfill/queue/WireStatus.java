package io.fluxfill.queue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fluxfill.RequestHandle;
import io.fluxfill.queue.QueueStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A status as it stands in JSON: nothing in it is certain. */
record WireStatus(
        @Nullable String status,
        @JsonProperty("queue_position") @Nullable Integer queuePosition,
        @Nullable List<@Nullable Line> logs,
        @Nullable Map<String, @Nullable Object> metrics,
        @Nullable Object error,
        @JsonProperty("error_type") @Nullable String errorType) {

    record Line(
            @Nullable String message,
            @Nullable String timestamp,
            @Nullable String level,
            @Nullable String source,
            @Nullable Map<String, @Nullable Object> labels) {

        LogLine toLogLine() {
            return new LogLine(
                    message == null ? "" : message,
                    timestamp,
                    level == null ? label("level") : level,
                    source == null ? label("source") : source);
        }

        private @Nullable String label(String name) {
            return labels != null && labels.get(name) instanceof String text ? text : null;
        }
    }

    QueueStatus toStatus(RequestHandle handle) {
        String raw = status == null ? "" : status;
        List<LogLine> lines = new ArrayList<>();
        if (logs != null) {
            for (Line line : logs) {
                if (line != null) {
                    lines.add(line.toLogLine());
                }
            }
        }
        return new QueueStatus(
                handle,
                state(raw),
                raw,
                queuePosition,
                List.copyOf(lines),
                metrics == null ? Metrics.NONE : new Metrics(metrics),
                error == null ? null : error.toString(),
                errorType);
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
