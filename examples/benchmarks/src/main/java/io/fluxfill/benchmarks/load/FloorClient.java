package io.fluxfill.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.Http2AllocationStrategy;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * The least that Reactor Netty can do: submit, follow, fetch, each answer only scanned for the bytes that matter. No JSON,
 * no checks of what comes back but for the status, no retries, no care for anything that goes wrong. Pools and protocol are
 * those of the library.
 */
final class FloorClient implements Contender {
    private static final ByteBuf COMPLETED = needle("\"COMPLETED\"");
    private static final ByteBuf REQUEST_ID = needle("\"request_id\":\"");
    private static final ByteBuf EVENT = needle("data: ");
    private static final ByteBuf IMAGES = needle("\"images\"");
    private static final byte[] BEFORE_NUMBER = "{\"image_url\":\"https://example.com/pictures/street.jpg\","
            .concat("\"mask_url\":\"https://example.com/pictures/street-mask.png\",\"prompt\":\"#")
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER_NUMBER =
            "# a quiet street, wet cobblestones\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_LENGTH = 36;

    private final URI submit;
    private final String requests;
    private final HttpClient calls;
    private final HttpClient streams;
    private final ClientPlan plan;
    private final Duration wait;

    FloorClient(URI server, ClientPlan plan) {
        this.plan = plan;
        wait = plan.follow().startsWith("poll:")
                ? Duration.ofMillis(Long.parseLong(plan.follow().substring(5)))
                : Duration.ZERO;
        submit = URI.create(server + "/fal-ai/flux-pro/v1/fill");
        requests = server + "/fal-ai/flux-pro/requests/";
        calls = client("calls", plan.connections(), "application/json");
        streams = client("streams", plan.openStreams(), "text/event-stream");
    }

    private static ByteBuf needle(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private HttpClient client(String name, int connections, String accept) {
        ConnectionProvider pool = ConnectionProvider.builder(name)
                .allocationStrategy(Http2AllocationStrategy.builder()
                        .maxConnections(connections)
                        .strictConnectionReuse(true)
                        .build())
                .pendingAcquireMaxCount(20_000)
                .pendingAcquireTimeout(Duration.ofSeconds(10))
                .maxIdleTime(Duration.ofSeconds(20))
                .evictInBackground(Duration.ofSeconds(30))
                .lifo()
                .build();
        Consumer<HttpHeaders> headers = all -> all.set("user-agent", "floor/0.1")
                .set("accept", accept)
                .set("authorization", "Key benchmark-id:benchmark-secret");
        return HttpClient.create(pool)
                .disableRetry(true)
                .protocol(plan.h2c() ? HttpProtocol.H2C : HttpProtocol.HTTP11)
                .headers(headers);
    }

    @Override
    public Mono<Void> round(RoundOrder order, Tally tally) {
        return Flux.range(0, order.requests())
                .flatMap(
                        index -> fill(order.first() + index, tally).onErrorResume(error -> {
                            tally.failed(order.first() + index, error);
                            return Mono.empty();
                        }),
                        order.concurrency(),
                        1)
                .doOnNext(done -> tally.done.increment())
                .then();
    }

    private Mono<Boolean> fill(long number, Tally tally) {
        return calls.headers(headers -> headers.set("content-type", "application/json"))
                .post()
                .uri(submit)
                .send(Mono.fromSupplier(() -> body(number)))
                .responseSingle((response, content) -> content.map(bytes -> {
                    tally.accepted.countDown();
                    return requestId(response, bytes);
                }))
                .flatMap(id -> {
                    URI request = URI.create(requests + id);
                    return (plan.follow().equals("stream") ? stream(request, tally) : poll(request))
                            .then(result(request));
                });
    }

    private static ByteBuf body(long number) {
        return Unpooled.wrappedBuffer(
                BEFORE_NUMBER, Long.toString(number).getBytes(StandardCharsets.US_ASCII), AFTER_NUMBER);
    }

    private static String requestId(HttpClientResponse response, ByteBuf bytes) {
        check(response, 200);
        int start = ByteBufUtil.indexOf(REQUEST_ID, bytes) + REQUEST_ID.readableBytes();
        return bytes.toString(start, ID_LENGTH, StandardCharsets.US_ASCII);
    }

    private Mono<Boolean> poll(URI request) {
        Mono<Boolean> once = calls.get()
                .uri(URI.create(request + "/status"))
                .responseSingle((response, content) -> content.map(bytes -> isCompleted(bytes)));
        Mono<Boolean> later = wait.isZero() ? once : Mono.delay(wait).then(once);
        return later.repeat().takeUntil(completed -> completed).last();
    }

    private Mono<Boolean> stream(URI request, Tally tally) {
        return streams.get()
                .uri(URI.create(request + (plan.updates() ? "/status/stream?logs=1" : "/status/stream")))
                .response((response, content) -> events(response, content, tally))
                .reduce(false, (seen, completed) -> seen || completed)
                .map(completed -> {
                    if (!completed) {
                        throw new IllegalStateException("The stream ended early.");
                    }
                    return true;
                });
    }

    /** The server writes an event at once, so the word is never divided between two buffers. */
    private Flux<Boolean> events(HttpClientResponse response, ByteBufFlux content, Tally tally) {
        check(response, 200);
        return content.map(bytes -> {
            if (plan.updates()) {
                tally.updates.add(count(bytes));
            }
            return isCompleted(bytes);
        });
    }

    private static int count(ByteBuf bytes) {
        int events = 0;
        ByteBuf rest = bytes.slice();
        for (int at = ByteBufUtil.indexOf(EVENT, rest); at >= 0; at = ByteBufUtil.indexOf(EVENT, rest)) {
            events++;
            rest.readerIndex(at + 1);
        }
        return events;
    }

    private Mono<Boolean> result(URI request) {
        return calls.get().uri(request).responseSingle((response, content) -> {
            check(response, 200);
            return content.map(bytes -> ByteBufUtil.indexOf(IMAGES, bytes) >= 0);
        });
    }

    private static boolean isCompleted(ByteBuf bytes) {
        return ByteBufUtil.indexOf(COMPLETED, bytes) >= 0;
    }

    private static void check(HttpClientResponse response, int expected) {
        if (response.status().code() != expected) {
            throw new IllegalStateException(
                    "The server answered " + response.status().code() + ".");
        }
    }
}
