package io.fluxfill.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers the calls of fal's queue from the script of the round. All on one event loop, so that nothing is shared. */
final class ScriptedQueue {

    /** More connections are not kept between rounds: those of several clients would exceed what a process may open. */
    static final int MOST_KEPT = 1000;

    private final EventLoop loop;
    private final Set<Channel> open = new HashSet<>();
    private final Text text = new Text();
    private Round round;
    private int rounds;
    private int used;

    ScriptedQueue(EventLoop loop) {
        this.loop = loop;
        round = new Round(0, RoundPlan.ZERO, loop);
    }

    void disconnected(Peer peer) {
        open.remove(peer.channel);
        if (peer.round == rounds) {
            used--;
        }
    }

    private void use(Peer peer) {
        if (peer.round == rounds) {
            return;
        }
        if (peer.round < 0) {
            open.add(peer.channel);
            round.truth.opened++;
        }
        peer.round = rounds;
        used++;
        round.truth.peakConnections = Math.max(round.truth.peakConnections, used);
    }

    /**
     * Answers.
     *
     * @param target a path, or a URL of which only the path counts
     */
    void handle(Peer peer, Exchange exchange, String method, String target, @Nullable ByteBuf body) {
        long now = System.nanoTime();
        int start = target.startsWith("http") ? target.indexOf('/', 8) : 0;
        int question = target.indexOf('?', start);
        String path = target.substring(start, question < 0 ? target.length() : question);
        String query = question < 0 ? "" : target.substring(question + 1);
        int requests = path.indexOf("/requests/");
        if (path.startsWith("/control/")) {
            control(exchange, path, query);
            return;
        }
        use(peer);
        if (requests >= 0) {
            follow(exchange, method, path.substring(requests + 10), query.contains("logs=1"), now);
        } else {
            submit(exchange, body, now);
        }
    }

    private void control(Exchange exchange, String path, String query) {
        if (path.endsWith("/begin")) {
            round.end();
            System.gc();
            round = new Round(++rounds, RoundPlan.parse(query), loop);
            used = 0;
            exchange.reply(200, Documents.JSON, text.clear().put("{}"));
        } else {
            String report = round.report();
            round.end();
            if (open.size() > MOST_KEPT) {
                for (Channel channel : List.copyOf(open)) {
                    var unused = channel.close();
                }
            }
            exchange.reply(200, Documents.JSON, text.clear().put(report));
        }
    }

    private void submit(Exchange exchange, @Nullable ByteBuf body, long now) {
        Truth truth = round.truth;
        truth.calls.merge(Route.SUBMIT, 1, Integer::sum);
        if (truth.firstSubmitAt == 0) {
            truth.firstSubmitAt = now;
        }
        long number = body == null ? -1 : number(body);
        FaultDraw fault = draw();
        if (round.plan.faults()) {
            if (truth.lost.contains(number)) {
                truth.resent++;
            }
            Long notBefore = truth.submitNotBefore.get(number);
            if (notBefore != null && now < notBefore) {
                truth.early++;
            }
            if (fault == FaultDraw.TOO_MANY) {
                truth.submitNotBefore.put(number, now + 1_000_000_000L);
            }
        }
        if (refuse(exchange, fault)) {
            if (fault == FaultDraw.RESET_BEFORE) {
                truth.lost.add(number);
            }
            return;
        }
        Job job = round.accept(number, now);
        if (fault == FaultDraw.RESET_AFTER) {
            truth.lost.add(number);
            truth.faults.merge(0, 1, Integer::sum);
            exchange.reset();
            return;
        }
        job.isAnswered = true;
        Job.State state = job.state;
        job.state = Job.State.IN_QUEUE;
        Documents.status(text.clear(), job, round.position(job), -1);
        job.state = state;
        exchange.reply(200, Documents.JSON, text);
    }

    private void follow(Exchange exchange, String method, String rest, boolean withLogs, long now) {
        Route route = route(method, rest);
        round.truth.calls.merge(route, 1, Integer::sum);
        Job job = rest.length() < 36 ? null : round.job(rest);
        if (job == null) {
            round.truth.stale++;
            exchange.reply(404, Documents.JSON, text.clear().put("{\"status\":\"NOT_FOUND\"}"));
            return;
        }
        if (route == Route.RESULT && job.askedAt == 0 && job.completedAt != 0) {
            job.askedAt = now;
        }
        FaultDraw fault = draw();
        if (now < job.notBefore.getOrDefault(route, now)) {
            round.truth.early++;
        }
        if (fault == FaultDraw.TOO_MANY) {
            job.notBefore.put(route, now + 1_000_000_000L);
        }
        if (refuse(exchange, fault)) {
            return;
        }
        boolean isReset = fault == FaultDraw.RESET_AFTER;
        if (isReset) {
            round.truth.faults.merge(0, 1, Integer::sum);
            if (route == Route.STREAM) {
                round.watch(job, exchange, withLogs);
            }
            exchange.reset();
            return;
        }
        switch (route) {
            case STATUS -> {
                Documents.status(text.clear(), job, round.position(job), withLogs ? 0 : -1);
                exchange.reply(job.state == Job.State.COMPLETED ? 200 : 202, Documents.JSON, text);
            }
            case STREAM -> round.watch(job, exchange, withLogs);
            case RESULT -> result(exchange, job, now);
            case CANCEL -> {
                boolean isCancelled = round.cancel(job);
                text.clear()
                        .put(
                                isCancelled
                                        ? "{\"status\":\"CANCELLATION_REQUESTED\"}"
                                        : "{\"status\":\"ALREADY_COMPLETED\"}");
                exchange.reply(isCancelled ? 202 : 400, Documents.JSON, text);
            }
            default -> exchange.reply(404, Documents.JSON, text.clear().put("{\"detail\":\"Not found\"}"));
        }
    }

    private void result(Exchange exchange, Job job, long now) {
        if (job.state != Job.State.COMPLETED) {
            exchange.reply(400, Documents.JSON, text.clear().put("{\"detail\":\"Request is still in progress\"}"));
            return;
        }
        job.isFetched = true;
        round.truth.lastResultAt = now;
        Documents.result(text.clear(), job);
        exchange.reply(200, Documents.JSON, text);
    }

    private static Route route(String method, String rest) {
        if (rest.length() <= 37) {
            return Route.RESULT;
        }
        if (rest.endsWith("/stream")) {
            return Route.STREAM;
        }
        if (rest.endsWith("/status")) {
            return Route.STATUS;
        }
        return rest.endsWith("/cancel") && method.equals("PUT") ? Route.CANCEL : Route.OTHER;
    }

    private FaultDraw draw() {
        return round.plan.faults() ? FaultDraw.next(round.faultRandom) : FaultDraw.NONE;
    }

    /** Whether the call has no effect. */
    private boolean refuse(Exchange exchange, FaultDraw fault) {
        switch (fault) {
            case NONE, RESET_AFTER -> {
                return false;
            }
            case UNAVAILABLE -> {
                // The ingress says it, and not fal: there is no request id.
                round.truth.faults.merge(503, 1, Integer::sum);
                exchange.reply(
                        503,
                        Documents.HTML,
                        text.clear()
                                .put("<html><body><h1>503 Service Temporarily Unavailable</h1>nginx</body></html>"));
            }
            case TOO_MANY -> {
                round.truth.faults.merge(429, 1, Integer::sum);
                exchange.reply(429, Documents.RETRY_AFTER, text.clear().put("{\"detail\":\"Too many requests\"}"));
            }
            case RESET_BEFORE -> {
                round.truth.faults.merge(0, 1, Integer::sum);
                exchange.reset();
            }
        }
        return true;
    }

    /** The number between two hash signs. */
    private static long number(ByteBuf body) {
        int from = body.indexOf(body.readerIndex(), body.writerIndex(), (byte) '#');
        long number = from < 0 ? -1 : 0;
        for (int i = from + 1; from >= 0 && i < body.writerIndex() && body.getByte(i) != '#'; i++) {
            number = number * 10 + body.getByte(i) - '0';
        }
        return number;
    }
}
