package io.fluxfill.localfal;

import io.fluxfill.localfal.Job.Outcome;
import io.fluxfill.localfal.Job.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the document of a status reply or event. */
final class StatusReport {
    private final LocalFalOptions options;
    private final JobQueue queue;

    StatusReport(LocalFalOptions options, JobQueue queue) {
        this.options = options;
        this.queue = queue;
    }

    /** The URLs and ids that every document about a request has. */
    static Map<String, @Nullable Object> request(String status, Job job, Links links) {
        String url = links.request(job.application().name(), job.id());
        return Json.object(
                "status",
                status,
                "request_id",
                job.id(),
                "response_url",
                url,
                "status_url",
                url + "/status",
                "cancel_url",
                url + "/cancel");
    }

    /** The document; null lines stand for a caller who did not ask for logs. */
    Map<String, @Nullable Object> document(Job job, Job.View view, Links links, @Nullable List<LogLine> lines) {
        Map<String, @Nullable Object> document = request(view.phase().name(), job, links);
        if (view.phase() == Phase.IN_QUEUE) {
            document.put("queue_position", queue.position(job));
        }
        if (!options.has(Disagreement.LOGS_MISSING)) {
            document.put("logs", lines == null ? null : json(lines));
        }
        metrics(document, view);
        Outcome outcome = view.outcome();
        if (outcome != null && outcome.errorType() != null && !options.has(Disagreement.FAILED_STATUS_BARE)) {
            document.put("error", outcome.error());
            document.put("error_type", outcome.errorType());
        }
        return document;
    }

    /** The lines that a poll shows. */
    List<LogLine> polled(Job.View view, boolean late) {
        List<LogLine> lines = view.logs();
        if (options.has(Disagreement.LOGS_WINDOW)) {
            Instant finished = view.finished();
            Instant end = finished == null ? options.clock().instant() : finished;
            Instant begin = end.minus(options.logWindow());
            return lines.stream().filter(line -> !line.at().isBefore(begin)).toList();
        }
        return late && !lines.isEmpty() ? lines.subList(0, lines.size() - 1) : lines;
    }

    private void metrics(Map<String, @Nullable Object> document, Job.View view) {
        if (options.has(Disagreement.METRICS_MISSING)) {
            return;
        }
        Outcome outcome = view.outcome();
        if (options.has(Disagreement.METRICS_NULL)) {
            document.put("metrics", null);
        } else if (outcome == null) {
            document.put("metrics", Map.of());
        } else {
            boolean unknown = outcome.errorType() != null || options.has(Disagreement.METRICS_TIME_NULL);
            document.put("metrics", Json.object("inference_time", unknown ? null : view.seconds()));
        }
    }

    private List<Map<String, @Nullable Object>> json(List<LogLine> lines) {
        boolean labels = options.has(Disagreement.LOGS_LABELS);
        return lines.stream().map(line -> line.json(labels)).toList();
    }
}
