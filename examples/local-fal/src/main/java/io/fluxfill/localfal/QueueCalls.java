package io.fluxfill.localfal;

import io.fluxfill.localfal.Job.Outcome;
import io.fluxfill.localfal.Job.Phase;
import org.jspecify.annotations.Nullable;

/** The calls about a request in the queue, other than its stream. */
final class QueueCalls {
    private final LocalFalOptions options;
    private final JobQueue queue;
    private final StatusReport report;

    QueueCalls(LocalFalOptions options, JobQueue queue, StatusReport report) {
        this.options = options;
        this.queue = queue;
        this.report = report;
    }

    /** The request of this application with this id, if it is known. */
    @Nullable
    Job find(Routing.Found found) {
        Job job = queue.find(found.id());
        return job != null
                        && job.application().name().equals(found.application().name())
                ? job
                : null;
    }

    static Answer notFound() {
        return Answer.json(404, Json.object("status", "NOT_FOUND"));
    }

    Answer status(Routing.Found found, Inbound request) {
        Job job = find(found);
        if (job == null) {
            return notFound();
        }
        Job.View view = job.view();
        boolean done = view.phase() == Phase.COMPLETED;
        boolean late = done && options.has(Disagreement.LOGS_LATE) && job.firstCompletedView();
        int status = done || options.has(Disagreement.STATUS_ALWAYS_OK) ? 200 : 202;
        return Answer.json(
                status,
                report.document(job, view, request.links(), request.wantsLogs() ? report.polled(view, late) : null));
    }

    Answer result(Routing.Found found, Inbound request) {
        Job job = find(found);
        if (job == null) {
            return Answer.detail(404, "Request not found");
        }
        Job.View view = job.view();
        Outcome outcome = view.outcome();
        if (outcome != null) {
            return outcome.answer().with("x-fal-request-id", job.id());
        }
        if (options.has(Disagreement.EARLY_RESULT_ACCEPTED)) {
            return Answer.json(202, report.document(job, view, request.links(), null));
        }
        int status = options.has(Disagreement.EARLY_RESULT_NOT_FOUND) ? 404 : 400;
        return Answer.detail(status, "Request is still in progress").with("x-fal-request-id", job.id());
    }

    Answer cancel(Routing.Found found) {
        Job job = find(found);
        if (job == null) {
            return notFound();
        }
        Outcome cancelled = Outcome.cancelled("client_cancelled", "Request cancelled by the client.");
        return switch (queue.cancel(job, cancelled)) {
            case TOO_LATE -> Answer.json(400, Json.object("status", "ALREADY_COMPLETED"));
            case REMOVED ->
                options.has(Disagreement.CANCEL_QUEUED_OK)
                        ? Answer.json(200, Json.object("status", "OK"))
                        : requested();
            case REQUESTED -> requested();
        };
    }

    private static Answer requested() {
        return Answer.json(202, Json.object("status", "CANCELLATION_REQUESTED"));
    }
}
