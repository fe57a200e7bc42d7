package io.fluxfill.localfal;

import io.fluxfill.localfal.BodyReader.TooLarge;
import io.fluxfill.localfal.FileStore.StoredFile;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Takes every request: finds its route, lets faults happen, checks the key, reads the body, and hands it on. */
final class Front {
    private final LocalFalOptions options;
    private final Counters counters;
    private final ModelCalls modelCalls;
    private final QueueCalls queueCalls;
    private final StatusStream stream;
    private final UploadCalls uploads;
    private final FileStore files;
    private final KeyCheck keys;

    Front(LocalFalOptions options, Counters counters, JobQueue queue, FileStore files) {
        StatusReport report = new StatusReport(options, queue);
        this.options = options;
        this.counters = counters;
        this.modelCalls = new ModelCalls(options, queue);
        this.queueCalls = new QueueCalls(options, queue, report);
        this.stream = new StatusStream(options, report);
        this.uploads = new UploadCalls(options, files);
        this.files = files;
        this.keys = new KeyCheck(options);
    }

    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        Outbound outbound = new Outbound(request, response);
        Inbound inbound = Inbound.of(request, options);
        Routing routing = Routing.of(inbound);
        if (inbound.origin() == Origin.FILES && KeyCheck.hasKey(inbound)) {
            counters.keysLeaked.incrementAndGet();
        }
        if (routing instanceof Routing.Found found) {
            counters.called(found.route());
            return routed(request, inbound, found, outbound);
        }
        Answer refusal = inbound.origin() == Origin.REST ? keys.restRefusal(inbound) : null;
        Answer otherwise = ((Routing.Refused) routing).answer();
        return outbound.send(refusal == null ? otherwise : refusal, List.of());
    }

    private Mono<Void> routed(HttpServerRequest request, Inbound inbound, Routing.Found found, Outbound outbound) {
        List<Effect> effects = options.faults().at(found.route());
        Mono<Void> delay = Mono.empty();
        @Nullable Answer instead = null;
        for (Effect effect : effects) {
            if (effect instanceof Effect.DropBefore) {
                return outbound.drop();
            } else if (effect instanceof Effect.Delay wait) {
                delay = delay.then(Mono.delay(wait.time())).then();
            } else if (effect instanceof Effect.Reply reply) {
                instead = reply.answer();
            }
        }
        Answer reply = instead;
        return delay.then(Mono.defer(() -> reply != null
                ? outbound.send(reply, effects)
                : authorized(request, inbound, found, outbound, effects)));
    }

    private Mono<Void> authorized(
            HttpServerRequest request, Inbound inbound, Routing.Found found, Outbound outbound, List<Effect> effects) {
        Answer refusal = refusal(inbound, found);
        if (refusal != null) {
            counters.unauthorized.incrementAndGet();
            return outbound.send(refusal, effects);
        }
        return switch (found.route()) {
            case RUN ->
                withBody(request, body -> modelCalls.run(inbound, found.application(), body))
                        .as(outbound::untilClosed)
                        .flatMap(answer -> outbound.send(answer, effects));
            case SUBMIT ->
                withBody(request, body -> modelCalls.submit(inbound, found.application(), body))
                        .flatMap(answer -> outbound.send(answer, effects));
            case STATUS -> outbound.send(queueCalls.status(found, inbound), effects);
            case RESULT -> outbound.send(queueCalls.result(found, inbound), effects);
            case CANCEL -> outbound.send(queueCalls.cancel(found), effects);
            case STREAM -> stream(inbound, found, outbound, effects);
            case FILE -> outbound.send(file(found.id()), effects);
            case UPLOAD_TOKEN, UPLOAD_INITIATE, UPLOAD, UPLOAD_SIGNED, UPLOAD_CREATE, UPLOAD_PART, UPLOAD_COMPLETE ->
                uploads.answer(found.route(), inbound, limit -> BodyReader.read(request, limit))
                        .onErrorResume(TooLarge.class, e -> Mono.just(TooLarge.answer()))
                        .flatMap(answer -> outbound.send(answer, effects));
            case WORK -> throw new IllegalStateException("not a route of requests");
        };
    }

    private @Nullable Answer refusal(Inbound inbound, Routing.Found found) {
        return switch (found.route()) {
            case FILE -> null;
            case UPLOAD_TOKEN, UPLOAD_INITIATE -> keys.restRefusal(inbound);
            case UPLOAD, UPLOAD_SIGNED, UPLOAD_CREATE, UPLOAD_PART, UPLOAD_COMPLETE ->
                uploads.refusal(found.route(), inbound);
            default -> keys.refusal(inbound, found.application());
        };
    }

    private Mono<Void> stream(Inbound inbound, Routing.Found found, Outbound outbound, List<Effect> effects) {
        Job job = queueCalls.find(found);
        if (job == null) {
            return outbound.send(QueueCalls.notFound(), effects);
        }
        return Mono.using(
                counters.openStreams::incrementAndGet,
                count -> outbound.events(stream.frames(job, inbound, effects)),
                count -> counters.openStreams.decrementAndGet());
    }

    private Answer file(String name) {
        StoredFile file = files.get(name);
        return file == null ? Answer.detail(404, "Not Found") : file.answer();
    }

    private Mono<Answer> withBody(HttpServerRequest request, Function<byte[], Mono<Answer>> call) {
        return BodyReader.read(request, options.bodyLimit())
                .flatMap(call)
                .onErrorResume(TooLarge.class, e -> Mono.just(TooLarge.answer()));
    }
}
