package io.fluxfill.localfal;

import io.fluxfill.localfal.Job.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;
import reactor.core.publisher.SynchronousSink;

/** Writes the events of a job as text. A slow reader misses states in between, never a log line or the end. */
final class StatusStream {
    /** A piece of the stream. */
    record Frame(String text, boolean last) {}

    private final LocalFalOptions options;
    private final StatusReport report;

    StatusStream(LocalFalOptions options, StatusReport report) {
        this.options = options;
        this.report = report;
    }

    /** Frames up to and with the last event; a last frame without text stands for a connection to be closed. */
    Flux<Frame> frames(Job job, Inbound request, List<Effect> effects) {
        Flux<Frame> events = Flux.defer(() -> {
            Cursor cursor = new Cursor(job, request, effects);
            return Flux.<Boolean>create(sink -> listen(job, sink), OverflowStrategy.LATEST)
                    .handle(cursor::next);
        });
        Flux<Frame> comments =
                Flux.interval(options.heartbeat()).onBackpressureDrop().map(tick -> new Frame(lines(": ping"), false));
        return Flux.merge(1, events, comments).takeUntil(Frame::last);
    }

    @SuppressWarnings("CheckReturnValue") // a sink returns itself
    private static void listen(Job job, FluxSink<Boolean> sink) {
        Runnable unlisten = job.listen(() -> sink.next(true));
        sink.onDispose(unlisten::run);
        sink.next(true);
    }

    private String lines(String line) {
        String end = options.has(Disagreement.SSE_CRLF) ? "\r\n" : "\n";
        return line + end + end;
    }

    /** Where one reader stands. */
    private final class Cursor {
        private final Job job;
        private final Inbound request;
        private final List<Effect> effects;
        private int lines;
        private int events;
        private @Nullable Map<String, @Nullable Object> before;

        Cursor(Job job, Inbound request, List<Effect> effects) {
            this.job = job;
            this.request = request;
            this.effects = effects;
        }

        void next(Boolean change, SynchronousSink<Frame> sink) {
            Job.View view = job.view();
            boolean done = view.phase() == Phase.COMPLETED;
            List<LogLine> fresh = view.logs().subList(lines, view.logs().size());
            if (done && options.has(Disagreement.LOGS_LATE) && !fresh.isEmpty()) {
                fresh = fresh.subList(0, fresh.size() - 1);
            }
            Map<String, @Nullable Object> document =
                    report.document(job, view, request.links(), request.wantsLogs() ? fresh : null);
            if (document.equals(before)) {
                return;
            }
            lines = view.logs().size();
            before = new LinkedHashMap<>(document);
            if (request.wantsLogs() && !options.has(Disagreement.LOGS_MISSING)) {
                before.put("logs", new ArrayList<>());
            }
            if (cutOff(done)) {
                sink.next(new Frame("", true));
                return;
            }
            events++;
            effects.forEach(effect -> edit(effect, document));
            String text = StatusStream.this.lines("data: " + Json.text(document));
            sink.next(new Frame(options.has(Disagreement.SSE_REPEATED) ? text + text : text, done));
        }

        private boolean cutOff(boolean done) {
            for (Effect effect : effects) {
                if (effect instanceof Effect.EndStream end && (done || events >= end.events())) {
                    return true;
                }
            }
            return done && options.has(Disagreement.SSE_ABRUPT_CLOSE);
        }

        private void edit(Effect effect, Map<String, @Nullable Object> document) {
            if (effect instanceof Effect.Edit edit) {
                edit.change().accept(document);
            }
        }
    }
}
