package io.fluxfill.queue;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The queue of fal, as fast as a socket allows: no pictures, no runners, nothing kept of a request once its result was
 * fetched or it was cancelled. What a request is doing follows from the time alone.
 */
final class SoakServer implements AutoCloseable {
    private static final byte[] RESULT =
            utf8("{\"answer\":42,\"images\":[{\"url\":\"https://v3.fal.media/files/lion/a.jpeg\"}]}");
    private static final byte[] CANCELLED = utf8("{\"status\":\"CANCELLATION_REQUESTED\"}");
    private static final byte[] COMPLETED = utf8("{\"status\":\"ALREADY_COMPLETED\"}");
    private static final byte[] NOT_FOUND = utf8("{\"status\":\"NOT_FOUND\"}");

    private final Map<String, SoakJob> jobs = new ConcurrentHashMap<>();
    private final LoopResources loops = LoopResources.create("soak-server", 1, true);
    private final double cuts;
    private final DisposableServer server;

    /** By what was submitted: who runs alone can be counted apart from fan-outs. */
    private final Map<String, AtomicLong> accepted = new ConcurrentHashMap<>();

    private final Map<String, AtomicLong> cancelled = new ConcurrentHashMap<>();
    final AtomicLong cutStreams = new AtomicLong();
    final AtomicLong streams = new AtomicLong();
    final AtomicLong polls = new AtomicLong();
    final AtomicLong connections = new AtomicLong();
    final AtomicLong openStreams = new AtomicLong();

    /**
     * Listens.
     *
     * @param cuts how many of the streams are cut, of 1
     */
    SoakServer(double cuts) {
        this.cuts = cuts;
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(loops)
                .doOnConnection(connection -> {
                    connections.incrementAndGet();
                    connection.onDispose(connections::decrementAndGet);
                })
                .handle(this::answer)
                .bindNow();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    long accepted(String kind) {
        return count(accepted, kind).get();
    }

    long cancelled(String kind) {
        return count(cancelled, kind).get();
    }

    /** Requests that nobody fetched or cancelled. */
    int left() {
        return jobs.size();
    }

    private static AtomicLong count(Map<String, AtomicLong> counts, String kind) {
        return counts.computeIfAbsent(kind, any -> new AtomicLong());
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String[] path = request.fullPath().split("/", -1);
        if (path.length < 5 || !path[3].equals("requests")) {
            return request.receive().aggregate().asString().flatMap(input -> reply(response, 200, submit(input)));
        }
        String id = path[4];
        SoakJob job = jobs.get(id);
        if (request.method().equals(HttpMethod.PUT)) {
            return cancel(id, response);
        }
        if (job == null) {
            return reply(response, 404, NOT_FOUND);
        }
        boolean logs = request.uri().endsWith("logs=1");
        if (path.length == 5) {
            jobs.remove(id);
            return reply(response, 200, RESULT);
        }
        if (path.length == 6) {
            polls.incrementAndGet();
            return reply(response, 200, utf8(job.status(0, logs)));
        }
        return stream(job, logs, response);
    }

    private byte[] submit(String input) {
        String kind = input.replace("\"", "");
        long number = count(accepted, kind).incrementAndGet();
        SoakJob job = SoakJob.begin(kind + number, new SplittableRandom(number ^ kind.hashCode()));
        jobs.put(job.id(), job);
        return utf8("{\"request_id\":\"" + job.id() + "\"}");
    }

    private Publisher<Void> cancel(String id, HttpServerResponse response) {
        count(cancelled, id.replaceAll("[0-9]", "")).incrementAndGet();
        SoakJob job = jobs.remove(id);
        return job == null
                ? reply(response, 404, NOT_FOUND)
                : job.isDone() ? reply(response, 400, COMPLETED) : reply(response, 202, CANCELLED);
    }

    private Publisher<Void> stream(SoakJob job, boolean logs, HttpServerResponse response) {
        streams.incrementAndGet();
        int number = (int) streams.get();
        SplittableRandom random = new SplittableRandom(number);
        boolean isCut = random.nextDouble() < cuts;
        long events = isCut ? random.nextInt(3) : Long.MAX_VALUE;
        Flux<byte[]> documents = Flux.defer(() -> {
                    int[] told = {0};
                    return Mono.fromSupplier(() -> {
                                String status = job.status(told[0], logs);
                                told[0] = job.lines();
                                return utf8("data: " + status + "\n\n");
                            })
                            .repeatWhen(done -> done.takeWhile(any -> !job.wasToldDone())
                                    .concatMap(any -> Mono.delay(job.untilNext()), 1));
                })
                .take(events);
        Flux<byte[]> ending = documents;
        if (isCut) {
            cutStreams.incrementAndGet();
            ending = random.nextBoolean() ? documents : documents.concatWith(broken(response));
        }
        Flux<byte[]> body = ending;
        return Flux.using(
                openStreams::incrementAndGet,
                any -> response.sse().send(body.map(Unpooled::wrappedBuffer), flush -> true),
                any -> openStreams.decrementAndGet());
    }

    /** Without an end of the body: the client sees its connection break. */
    private static Mono<byte[]> broken(HttpServerResponse response) {
        return Mono.defer(() -> {
            response.withConnection(connection -> {
                var unused = connection.channel().close();
            });
            return Mono.never();
        });
    }

    private static Mono<Void> reply(HttpServerResponse response, int status, byte[] body) {
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length))
                .sendByteArray(Mono.just(body))
                .then();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(10));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
    }
}
