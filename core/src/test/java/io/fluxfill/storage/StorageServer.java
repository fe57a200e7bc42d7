package io.fluxfill.storage;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.transport.JsonCodec;
import io.fluxfill.transport.TestCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;

/** fal's storage with all its routes. Each step succeeds, unless a script has something else for it. */
final class StorageServer implements AutoCloseable {
    static final String TOKEN = "token";
    static final String CDN = "cdn";
    static final String INITIATE = "initiate fal-cdn-v3";
    static final String PUT = "put fal-cdn-v3";
    static final String INITIATE_GCS = "initiate gcs";
    static final String PUT_GCS = "put gcs";
    static final String CREATE = "create";
    static final String COMPLETE = "complete";

    private final MockWebServer server = new MockWebServer();
    private final Map<String, Queue<Function<RecordedRequest, MockResponse>>> scripts = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private volatile Instant expiresAt = Instant.now().plus(Duration.ofHours(1));

    /** One request and which step it was. */
    record Seen(String step, RecordedRequest request) {
        @Nullable
        String header(String name) {
            return request.getHeaders().get(name);
        }

        byte[] body() {
            return Objects.requireNonNull(request.getBody()).toByteArray();
        }
    }

    StorageServer() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        try {
            server.start(InetAddress.getLoopbackAddress(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    ClientOptions.Builder options() {
        return ClientOptions.builder()
                .apiKey(ApiKey.of(TestCalls.KEY))
                .restUri(uri())
                .cdnUri(uri())
                .idleTimeout(Duration.ofSeconds(10))
                .maxAttempts(3)
                .backoff(Duration.ofMillis(1), Duration.ofMillis(2));
    }

    /** The next request of this step gets this. */
    StorageServer script(String step, Function<RecordedRequest, MockResponse> answer) {
        scripts.computeIfAbsent(step, s -> new ConcurrentLinkedQueue<>()).add(answer);
        return this;
    }

    /** The next requests of this step get these statuses. */
    StorageServer refuses(String step, int... statuses) {
        for (int status : statuses) {
            script(step, request -> json(status, "{\"detail\":\"scripted\"}"));
        }
        return this;
    }

    void tokensExpireAt(Instant expiresAt) {
        this.expiresAt = expiresAt;
    }

    List<Seen> seen() {
        return seen;
    }

    List<String> steps() {
        return seen.stream().map(Seen::step).toList();
    }

    Seen only(String step) {
        List<Seen> found = seen.stream().filter(s -> s.step().equals(step)).toList();
        if (found.size() != 1) {
            throw new AssertionError(step + " was seen " + found.size() + " times");
        }
        return found.get(0);
    }

    private MockResponse answer(RecordedRequest request) {
        String step = step(request);
        seen.add(new Seen(step, request));
        Queue<Function<RecordedRequest, MockResponse>> script = scripts.get(step);
        Function<RecordedRequest, MockResponse> next = script == null ? null : script.poll();
        return next == null ? success(step) : next.apply(request);
    }

    private static String step(RecordedRequest request) {
        String target = Objects.requireNonNull(request.getTarget());
        String type = target.substring(target.indexOf('=') + 1);
        if (target.startsWith("/storage/auth/token?")) {
            return TOKEN;
        }
        if (target.startsWith("/storage/upload/initiate?")) {
            return "initiate " + type;
        }
        if (target.startsWith("/signed/")) {
            return "put " + type;
        }
        if (target.equals("/files/upload")) {
            return CDN;
        }
        if (target.equals("/files/upload/multipart")) {
            return CREATE;
        }
        return target.endsWith("/complete") ? COMPLETE : target.replaceFirst(".*/", "part ");
    }

    private MockResponse success(String step) {
        return switch (step) {
            case TOKEN -> json(200, token(expiresAt.toString()));
            case CDN -> json(200, "{\"access_url\":\"https://v3.fal.media/files/a/cdn.png\"}");
            case INITIATE, INITIATE_GCS -> json(200, place(step.substring(9)));
            case CREATE -> json(200, "{\"access_url\":\"" + uri() + "/files/a/big.bin\",\"uploadId\":\"u 1\"}");
            default ->
                new MockResponse.Builder()
                        .code(200)
                        .addHeader("ETag", "\"tag of " + step + "\"")
                        .build();
        };
    }

    String token(String expiry) {
        return "{\"token\":\"jwt-" + tokens.incrementAndGet() + "\",\"token_type\":\"Bearer\",\"base_url\":\"" + uri()
                + "\",\"expires_at\":\"" + expiry + "\"}";
    }

    private String place(String type) {
        return new String(
                JsonCodec.encode(Map.of(
                        "upload_url", uri() + "/signed/" + type + "?signature=" + type,
                        "file_url", "https://v3.fal.media/files/a/" + type + ".png")),
                StandardCharsets.UTF_8);
    }

    static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    @Override
    public void close() {
        server.close();
    }
}
