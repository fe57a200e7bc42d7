package io.fluxfill.localfal;

import io.fluxfill.localfal.Job.Lane;
import io.fluxfill.localfal.Job.Order;
import io.fluxfill.localfal.Job.Outcome;
import io.fluxfill.localfal.Job.Phase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;

/** The two calls that start work: the synchronous run and the submit. */
final class ModelCalls {
    private final LocalFalOptions options;
    private final JobQueue queue;

    ModelCalls(LocalFalOptions options, JobQueue queue) {
        this.options = options;
        this.queue = queue;
    }

    /** Runs at once; cancelling the subscription stops the work. */
    Mono<Answer> run(Inbound request, Application application, byte[] body) {
        Mono<Answer> run = started(request, application, body, (headers, input) -> {
            Job job = job(request, Lane.DIRECT, application, input);
            if (!queue.accept(job, Integer.MAX_VALUE, headers.startLimit())) {
                return Mono.just(tooManyRuns(job));
            }
            return answer(job);
        });
        return application.known() && !application.fill() && !application.finetuned()
                ? Mono.just(unknownPath(application))
                : run;
    }

    Mono<Answer> submit(Inbound request, Application application, byte[] body) {
        return started(request, application, body, (headers, input) -> {
            Job job = job(request, headers.lane(), application, input);
            boolean accepted = queue.accept(job, headers.mostWaiting(), headers.startLimit());
            return Mono.just(accepted ? submitted(job, request.links()) : queueFull(headers));
        });
    }

    private static Mono<Answer> started(Inbound request, Application application, byte[] body, Start start) {
        if (!application.known()) {
            return Mono.just(Answer.detail(404, "Application \"" + application.name() + "\" not found"));
        }
        try {
            return start.with(SubmitHeaders.of(request), Json.read(body));
        } catch (SubmitHeaders.Malformed e) {
            return Mono.just(Answer.platform(400, String.valueOf(e.getMessage()), "bad_request"));
        } catch (JacksonException e) {
            return Mono.just(Answer.rejected(List.of(FieldError.unreadable(e))).with("x-fal-billable-units", "0"));
        }
    }

    @SuppressWarnings("CheckReturnValue") // a sink returns itself
    private Mono<Answer> answer(Job job) {
        return Mono.create(sink -> {
            Runnable check = () -> {
                Outcome outcome = job.view().outcome();
                if (outcome != null) {
                    sink.success(outcome.answer().with("x-fal-request-id", job.id()));
                }
            };
            Runnable unlisten = job.listen(check);
            sink.onDispose(unlisten::run);
            sink.onCancel(() -> queue.cancel(job, Outcome.cancelled("client_disconnected", "Client disconnected")));
            check.run();
        });
    }

    private Answer submitted(Job job, Links links) {
        int status = options.has(Disagreement.SUBMIT_ACCEPTED) ? 202 : 200;
        Map<String, @Nullable Object> document = StatusReport.request(Phase.IN_QUEUE.name(), job, links);
        document.put("gateway_request_id", job.id());
        document.put("queue_position", queue.position(job));
        if (options.has(Disagreement.SUBMIT_IDS_ONLY)) {
            document = Json.object("request_id", job.id(), "gateway_request_id", job.id());
        }
        return Answer.json(status, document).with("x-fal-request-id", job.id());
    }

    private Job job(Inbound request, Lane lane, Application application, @Nullable Object input) {
        String id = Ids.next();
        return new Job(new Order(id, lane, application, input, request.links()), options.clock());
    }

    private Answer tooManyRuns(Job job) {
        int limit = options.runLimit();
        Answer answer = Answer.json(
                        429,
                        Json.object(
                                "detail",
                                "Reached concurrent requests limit of " + limit,
                                "type",
                                "concurrent_requests_limit",
                                "data",
                                Json.object("limit", limit)))
                .with("x-fal-request-id", job.id());
        return Retryability.mark(answer, true, options);
    }

    private Answer queueFull(SubmitHeaders headers) {
        Answer answer =
                Answer.detail(429, "The queue is longer than the requested maximum of " + headers.mostWaiting());
        return Retryability.mark(answer, true, options);
    }

    private static Answer unknownPath(Application application) {
        return Answer.detail(404, "Path " + application.pathText() + " not found")
                .with("x-fal-billable-units", "0")
                .with("x-fal-request-id", Ids.next());
    }

    private interface Start {
        Mono<Answer> with(SubmitHeaders headers, @Nullable Object input);
    }
}
