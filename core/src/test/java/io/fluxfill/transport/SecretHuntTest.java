package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.SubmitOptions;
import io.fluxfill.error.FalException;
import io.fluxfill.error.FieldError;
import io.fluxfill.fill.FilledImage;
import io.fluxfill.metrics.MicrometerMetrics;
import io.fluxfill.transport.Call.Operation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.tcp.SslProvider;

/**
 * Sends a marked key through every path there is, to servers that repeat it in every way there is, and looks for it in
 * all that comes out: errors, logs of every logger at trace, meters, contexts, texts of values. It may be found in one
 * place: the Authorization header of what the three origins were sent.
 *
 * <p>A new path is a new line in {@link #actions()}.
 */
@ResourceLock("all logs")
class SecretHuntTest {
    private static final int[] STATUSES = {
        202, 302, 400, 401, 403, 404, 408, 409, 413, 422, 429, 499, 500, 502, 503, 504
    };

    /** What a storage is given in place of the key. */
    private static final String TOKEN_HEADER = "authorization: bearer given-by-fal\r\n";

    private final CapturedLogs logs = new CapturedLogs();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HuntServer origin = new HuntServer();
    private final HuntServer stranger = new HuntServer();
    private final Collection<String> evidence = new ConcurrentLinkedQueue<>();
    private final RequestHandle handle = new RequestHandle("fal-ai/flux-pro/v1/fill", "r-1");
    private final FalClient client = FalClient.builder()
            .options(options(origin.uri()).build())
            .metrics(new MicrometerMetrics(registry))
            .build();

    private ClientOptions.Builder options(URI server) {
        return TestCalls.options(server)
                .apiKey(ApiKey.of(Marker.KEY))
                .restUri(server)
                .cdnUri(stranger.uri())
                .maxAttempts(2);
    }

    /** Something that a client does. */
    record Action(String name, Consumer<SecretHuntTest> work) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Action> actions() {
        List<Action> actions = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            String word = operation.word();
            actions.add(new Action(word + ": every status", hunt -> hunt.everyStatus(operation)));
            actions.add(new Action(word + ": every echo", hunt -> hunt.everyEcho(operation)));
            actions.add(new Action(word + ": answers that break", hunt -> hunt.everyBreak(operation)));
            actions.add(new Action(word + ": nobody there", hunt -> hunt.nobodyThere(operation)));
        }
        actions.add(new Action("results that repeat the key in their headers", SecretHuntTest::results));
        actions.add(new Action("downloads of pictures", SecretHuntTest::downloads));
        actions.add(new Action("uploads to a stranger", SecretHuntTest::strangers));
        actions.add(new Action("whole uploads", SecretHuntTest::uploads));
        actions.add(new Action("uploads in parts", SecretHuntTest::uploadsInParts));
        actions.add(new Action("timeouts", SecretHuntTest::timeouts));
        actions.add(new Action("callers who leave", SecretHuntTest::leaving));
        actions.add(new Action("streamed bodies", SecretHuntTest::streamedBodies));
        actions.add(new Action("HTTP/2", SecretHuntTest::http2));
        actions.add(new Action("a client that is closed", SecretHuntTest::closed));
        actions.add(new Action("texts of values", SecretHuntTest::texts));
        return actions;
    }

    @ParameterizedTest
    @MethodSource("actions")
    void theKeyIsNowhereButInTheAuthorizationHeader(Action action) {
        action.work().accept(this);
        assertThat(evidence).as("something was looked at").isNotEmpty();
        evidence.add(registry.getMetersAsString());
        registry.getMeters().forEach(meter -> evidence.add(meter.getId().toString()));
        logs.lines().forEach(line -> evidence.add(line.text()));
        evidence.forEach(SecretHuntTest::inspect);
        stranger.requests().forEach(SecretHuntTest::inspect);
        stranger.requests()
                .forEach(request -> assertThat(request.toLowerCase(Locale.ROOT).replace(TOKEN_HEADER, ""))
                        .doesNotContain("authorization:"));
        for (String request : origin.requests()) {
            String header = "Authorization: Key " + Marker.KEY + "\r\n";
            assertThat(request.toLowerCase(Locale.ROOT)).contains(header.toLowerCase(Locale.ROOT));
            inspect(request.replaceFirst("(?i)" + header, ""));
        }
    }

    @Test
    void theHuntFindsWhatItLooksFor() {
        Marker.echoes()
                .forEach((name, echo) -> assertThat(Marker.in("before " + echo + " after"))
                        .as(name)
                        .isNotNull());
        assertThat(Marker.in("Key [key] and marker-id-1234")).isNull();
        try (CapturedLogs captured = new CapturedLogs()) {
            org.slf4j.LoggerFactory.getLogger("any").trace("{}", Marker.SECRET);
            assertThat(captured.of("any"))
                    .singleElement()
                    .satisfies(line -> assertThat(Marker.in(line.text())).isNotNull());
        }
    }

    @AfterEach
    void close() throws IOException {
        logs.close();
        client.dispose();
        origin.close();
        stranger.close();
    }

    private static void inspect(String text) {
        String found = Marker.in(text);
        if (found != null) {
            fail("found %s in: %s", found, text.length() > 6_000 ? text.substring(0, 6_000) : text);
        }
    }

    private Call<?> call(Operation operation) {
        return switch (operation) {
            case DOWNLOAD -> Call.download(URI.create(stranger.uri() + "/files/a.png?signature=x"));
            case UPLOAD ->
                Call.to(operation, "POST", Call.Origin.REST, "/storage/upload/initiate", JsonCodec.document())
                        .body("{}".getBytes(StandardCharsets.UTF_8))
                        .build();
            case RUN, SUBMIT ->
                Call.to(
                                operation,
                                "POST",
                                operation == Operation.RUN ? Call.Origin.RUN : Call.Origin.QUEUE,
                                "/fal-ai/flux-pro/v1/fill",
                                JsonCodec.document())
                        .subject("fal-ai/flux-pro/v1/fill")
                        .body("{\"prompt\":\"a red door\"}".getBytes(StandardCharsets.UTF_8))
                        .build();
            case CANCEL ->
                Call.to(
                                operation,
                                "PUT",
                                Call.Origin.QUEUE,
                                "/fal-ai/flux-pro/requests/r-1/cancel",
                                JsonCodec.document())
                        .handle(handle)
                        .build();
            case STATUS, RESULT, STREAM ->
                Call.to(operation, "GET", Call.Origin.QUEUE, "/fal-ai/flux-pro/requests/r-1", JsonCodec.document())
                        .handle(handle)
                        .build();
        };
    }

    private HuntServer server(Operation operation) {
        return operation == Operation.DOWNLOAD ? stranger : origin;
    }

    private Publisher<?> send(Transport transport, Call<?> call) {
        return switch (call.operation()) {
            case DOWNLOAD -> transport.bytes(call);
            case STREAM -> transport.events(call);
            default -> transport.exchange(call);
        };
    }

    private void run(Operation operation) {
        run(send(client.transport(), call(operation)));
    }

    /** Runs it to its end, which is taken down with all that hangs on it. */
    private void run(Publisher<?> work) {
        Object last = Flux.from(work)
                .<Object>map(value -> value)
                .doOnNext(this::note)
                .doOnError(error -> note(error, 0))
                .contextWrite(context -> {
                    evidence.add(context.toString());
                    return context;
                })
                .onErrorComplete()
                .blockLast(TestCalls.PATIENCE);
        evidence.add(last == null ? "ended" : "ended with a " + last.getClass());
    }

    private void note(Object value) {
        // What a server says in a result or an event is the caller's; how it is shown in a log is ours.
        if (!(value instanceof ServerEvent) && !(value instanceof ByteBuffer)) {
            evidence.add(value.toString());
        }
    }

    private void note(Throwable error, int depth) {
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        evidence.add(trace.toString());
        evidence.add(String.valueOf(error.getLocalizedMessage()));
        if (error instanceof FalException) {
            for (Method method : error.getClass().getMethods()) {
                if (method.getParameterCount() == 0
                        && !Modifier.isStatic(method.getModifiers())
                        && method.getDeclaringClass().getName().startsWith("io.fluxfill")) {
                    try {
                        Object value = method.invoke(error);
                        evidence.add(method.getName() + "=" + value);
                        if (value instanceof List<?> list) {
                            list.forEach(this::noteField);
                        }
                    } catch (ReflectiveOperationException e) {
                        throw new LinkageError(e.getMessage(), e);
                    }
                }
            }
        }
        Throwable cause = error.getCause();
        if (cause != null && depth < 8) {
            note(cause, depth + 1);
        }
        for (Throwable suppressed : error.getSuppressed()) {
            if (depth < 8) {
                note(suppressed, depth + 1);
            }
        }
    }

    private void noteField(Object entry) {
        FieldError field = (FieldError) entry;
        evidence.add(field.loc() + field.msg() + field.type() + field.ctx());
    }

    /** An answer that says it wherever something can be said. */
    private static String answer(int status, String echo, String contentType, String body) {
        return "HTTP/1.1 " + status + " said " + echo + "\r\n"
                + "Content-Type: " + contentType + "\r\n"
                + "x-fal-request-id: " + echo + "\r\n"
                + "x-fal-error-type: " + echo + "\r\n"
                + "x-fal-billable-units: " + echo + "\r\n"
                + "Retry-After: " + echo + "\r\n"
                + "Location: https://elsewhere.example/" + echo.replace(" ", "+") + "\r\n"
                + "x-echo: " + echo + "\r\n"
                + (status == 504 ? "x-fal-request-timeout-type: " + echo + "\r\n" : "")
                + "Connection: close\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static Map<String, String> bodies(String echo) {
        return new TreeMap<>(Map.of(
                "detail", "{\"detail\":\"" + echo + "\",\"error_type\":\"" + echo + "\"}",
                "details",
                        "{\"detail\":[{\"loc\":[\"body\",\"" + echo + "\"],\"msg\":\"bad " + echo + "\",\"type\":\""
                                + echo
                                + "\",\"ctx\":{\"" + echo + "\":\"" + echo + "\",\"headers\":{\"authorization\":[\""
                                + echo
                                + "\"]}},\"input\":{\"h\":\"" + echo + "\"}}]}",
                "nested", "{\"error\":{\"message\":\"" + echo + "\",\"type\":\"" + echo + "\"}}",
                "other", "{\"headers\":{\"authorization\":\"" + echo + "\"}}",
                "strings", "{\"detail\":[\"" + echo + "\",{\"authorization\":\"" + echo + "\"}]}",
                "html", "<html><body><h1>Oops</h1><pre>authorization: " + echo + "</pre></body></html>"));
    }

    private void everyStatus(Operation operation) {
        List<String> echoes = new ArrayList<>(new TreeMap<>(Marker.echoes()).values());
        int turn = 0;
        for (int status : STATUSES) {
            for (int i = 0; i < 3; i++) {
                String echo = echoes.get(turn++ % echoes.size());
                Map<String, String> bodies = bodies(echo);
                String kind = new ArrayList<>(bodies.keySet()).get(turn % bodies.size());
                server(operation).answers(answer(status, echo, "application/json", String.valueOf(bodies.get(kind))));
                run(operation);
            }
        }
    }

    private void everyEcho(Operation operation) {
        for (String echo : Marker.echoes().values()) {
            bodies(echo).forEach((kind, body) -> {
                server(operation)
                        .answers(answer(422, echo, kind.equals("html") ? "text/html" : "application/json", body));
                run(operation);
            });
            server(operation).answers(answer(200, echo, "application/json", "<p>" + echo));
            run(operation);
            server(operation).answers(answer(200, echo, "application/json", "{\"a\":\"" + echo));
            run(operation);
            server(operation).answers(answer(200, echo, "application/json", "{\"a\":" + echo));
            run(operation);
            server(operation).answers(answer(200, echo, "text/event-stream", "data: " + echo + "\n\ndata: " + echo));
            run(operation);
        }
    }

    private void everyBreak(Operation operation) {
        String key = "Key " + Marker.KEY;
        HuntServer server = server(operation);
        for (String bytes : List.of(
                "",
                key + "\r\n\r\n",
                "HTTP/1.1 " + key + "\r\n\r\n",
                key + " HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + key + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\nbad header " + key + ": x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nx: a\u0000" + key + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: " + key + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + key + "\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{\"a\":\"" + key,
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 57\r\n\r\n" + key + "0123456789",
                "HTTP/1.1 200 OK\r\nx: " + key.repeat(2_000) + "\r\n\r\n",
                "HTTP/1.1 101 " + key + "\r\nUpgrade: " + key + "\r\n\r\n")) {
            server.answers(bytes);
            run(operation);
            server.answers(socket -> {
                RawServer.write(socket, bytes);
                RawServer.reset(socket);
            });
            run(operation);
        }
        String large = "Key " + Marker.KEY + "x".repeat(1 << 20);
        server.answers(answer(
                200, "ok", operation == Operation.STREAM ? "text/event-stream" : "text/plain", "data: " + large));
        run(operation);
    }

    private void nobodyThere(Operation operation) {
        // Answers a TLS handshake at once, and not as one does. It cannot repeat the key, which it was never sent.
        try (RawServer rude =
                new RawServer((raw, socket) -> RawServer.write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            for (String root : List.of("http://127.0.0.1:1", "https://127.0.0.1:" + rude.port())) {
                FalClient lonely = FalClient.create(
                        options(URI.create(root)).maxAttempts(1).build());
                Call<?> call =
                        operation == Operation.DOWNLOAD ? Call.download(URI.create(root + "/a.png")) : call(operation);
                run(send(lonely.transport(), call));
                lonely.dispose();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void results() {
        for (String echo : Marker.echoes().values()) {
            origin.answers(answer(200, echo, "application/json", TestCalls.RESULT));
            run(client.fill(TestCalls.request()));
            run(client.run(io.fluxfill.fill.Fill.PRO, TestCalls.request()));
            run(Operation.RESULT);
            run(Operation.STATUS);
        }
    }

    private void downloads() {
        stranger.answers(answer(200, "Key " + Marker.KEY, "image/png", "not a picture"));
        FilledImage image = new FilledImage(stranger.uri() + "/files/a.png", 4, 3, "image/png", null, null, false);
        run(client.storage().download(image));
        // A URL that looks like the origin's own gets no key either: what is downloaded never does.
        assertThat(stranger.requests()).hasSize(1);
    }

    private void strangers() {
        stranger.answers(answer(403, "Key " + Marker.KEY, "application/xml", "<Error>" + Marker.KEY + "</Error>"));
        run(client.transport()
                .exchange(Call.elsewhere(
                                Operation.UPLOAD, "PUT", URI.create(stranger.uri() + "/bucket?X-Sig=1"), body -> "done")
                        .body(Body.bytes("image/png", new byte[] {1, 2, 3}))
                        .build()));
        assertThat(stranger.requests()).isNotEmpty();
        String cleartext = "http://elsewhere.example/" + "bucket";
        run(client.transport()
                .exchange(Call.elsewhere(Operation.UPLOAD, "PUT", URI.create(cleartext), body -> "done")
                        .build()));
    }

    /** What fal says to every step of an upload that goes to it. */
    private String granted(String echo) {
        return answer(
                200,
                echo,
                "application/json",
                "{\"token\":\"given-by-fal\",\"token_type\":\"Bearer\",\"base_url\":\"" + stranger.uri()
                        + "\",\"expires_at\":\"2099-01-01T00:00:00Z\",\"upload_url\":\"" + stranger.uri()
                        + "/put?signature=s\",\"file_url\":\"" + stranger.uri() + "/files/a.png\",\"echo\":\"" + echo
                        + "\"}");
    }

    private void uploads() {
        for (String echo : Marker.echoes().values()) {
            String stored = "{\"access_url\":\"" + stranger.uri() + "/files/a.png\",\"echo\":\"" + echo + "\"}";
            for (String answer : List.of(
                    answer(200, echo, "application/json", stored),
                    answer(200, echo, "application/json", "{\"access_url\":\"" + echo + "\"}"),
                    answer(422, echo, "application/json", "{\"detail\":\"" + echo + "\"}"),
                    answer(401, echo, "application/xml", "<Error>" + echo + "</Error>"),
                    answer(500, echo, "text/html", "<p>" + echo + "</p>"))) {
                origin.answers(granted(echo));
                stranger.answers(answer);
                run(client.storage()
                        .uploadWithProgress(io.fluxfill.storage.Upload.bytes(new byte[1000])
                                .fileName("a.png")
                                .build()));
            }
            // No token: the other routes are tried, and fail in their own ways.
            FalClient fresh = FalClient.create(options(origin.uri()).build());
            for (int status : new int[] {400, 401, 500}) {
                origin.answers(answer(status, echo, "application/json", "{\"detail\":\"" + echo + "\"}"));
                run(fresh.storage().upload(new byte[1000]));
            }
            // In disguise it is a token as good as any: who has the key can give it away without us.
            if (echo.contains(Marker.SECRET)) {
                origin.answers(answer(
                        200, echo, "application/json", "{\"token\":\"" + echo + "\",\"upload_url\":\"" + echo + "\"}"));
                run(fresh.storage().upload(new byte[1000]));
            }
            fresh.dispose();
        }
        assertThat(stranger.requests()).isNotEmpty();
    }

    private void uploadsInParts() {
        // A hole in a file costs nothing to make, and the storage ends it at its first part.
        try {
            java.nio.file.Path large = java.nio.file.Files.createTempFile("fluxfill", ".png");
            try (java.io.RandomAccessFile file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
                file.setLength(101L << 20);
            }
            for (String echo : Marker.echoes().values()) {
                origin.answers(granted(echo));
                stranger.answers(socket -> RawServer.write(
                        socket,
                        answer(
                                stranger.requests()
                                                .get(stranger.requests().size() - 1)
                                                .startsWith("POST")
                                        ? 200
                                        : 400,
                                echo,
                                "application/json",
                                "{\"uploadId\":\"u\",\"access_url\":\"" + stranger.uri()
                                        + "/files/a.png\",\"detail\":\"" + echo + "\"}")));
                run(client.storage().upload(large));
            }
            java.nio.file.Files.delete(large);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(stranger.requests()).anyMatch(request -> request.startsWith("PUT /files/a.png/multipart/u/"));
    }

    private void timeouts() {
        FalClient hasty = FalClient.builder()
                .options(options(origin.uri())
                        .callTimeout(Duration.ofMillis(150))
                        .runTimeout(Duration.ofMillis(150))
                        .idleTimeout(Duration.ofMillis(150))
                        .streamIdleTimeout(Duration.ofMillis(150))
                        .build())
                .metrics(new MicrometerMetrics(registry))
                .build();
        HuntServer.Answer silence = socket -> {
            RawServer.write(socket, "HTTP/1.1 200 " + Marker.KEY + "\r\nx-echo: Key " + Marker.KEY + "\r\n");
            socket.getInputStream().read();
        };
        origin.answers(silence);
        stranger.answers(silence);
        for (Operation operation : Operation.values()) {
            run(send(hasty.transport(), call(operation)));
        }
        hasty.dispose();
    }

    private void leaving() {
        origin.answers(socket -> socket.getInputStream().read());
        stranger.answers(socket -> socket.getInputStream().read());
        for (Operation operation : Operation.values()) {
            for (int millis : new int[] {0, 1, 3, 10, 40}) {
                run(Flux.from(send(client.transport(), call(operation))).take(Duration.ofMillis(millis)));
            }
        }
    }

    private void streamedBodies() {
        origin.answers(answer(422, "Key " + Marker.KEY, "application/json", "{\"detail\":\"" + Marker.KEY + "\"}"));
        for (RuntimeException failure : new RuntimeException[] {null, new IllegalStateException("the disk is full")}) {
            Publisher<ByteBuffer> content = Flux.deferContextual(context -> {
                evidence.add("the context of a body: " + context);
                return failure == null ? Flux.just(ByteBuffer.allocate(3)) : Flux.error(failure);
            });
            run(client.transport()
                    .exchange(Call.to(Operation.UPLOAD, "PUT", Call.Origin.REST, "/storage", JsonCodec.document())
                            .body(Body.stream("image/png", failure == null ? 3 : -1, true, content))
                            .build()));
        }
        assertThat(evidence).anyMatch(text -> text.startsWith("the context of a body"));
    }

    private void http2() {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        try (MockWebServer server = new MockWebServer()) {
            server.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslSocketFactory());
            server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
            server.start(InetAddress.getLoopbackAddress(), 0);
            SslProvider.GenericSslContextSpec<?> trusting = Http2SslContextSpec.forClient()
                    .configure(builder -> builder.trustManager(certificate.certificate()));
            FalClient secure = FalClient.builder()
                    .options(options(URI.create("https://127.0.0.1:" + server.getPort()))
                            .build())
                    .httpClient(http -> http.secure(spec -> spec.sslContext(trusting)))
                    .build();
            for (int status : new int[] {200, 401, 422, 500}) {
                for (String echo : List.of("Key " + Marker.KEY, Marker.SECRET)) {
                    for (Operation operation : Operation.values()) {
                        if (operation == Operation.DOWNLOAD) {
                            continue;
                        }
                        MockResponse response = new MockResponse.Builder()
                                .code(status)
                                .headers(Headers.of("x-echo", echo, "x-fal-request-id", echo))
                                .body("{\"detail\":\"" + echo + "\"}")
                                .build();
                        server.enqueue(response);
                        server.enqueue(response);
                        run(send(secure.transport(), call(operation)));
                    }
                }
            }
            secure.dispose();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void closed() {
        origin.answers(socket -> client.dispose());
        for (Operation operation : Operation.values()) {
            run(operation);
        }
    }

    private void texts() {
        ClientOptions options = client.options();
        for (@Nullable
        Object value : new Object[] {
            options,
            options.apiKey(),
            client,
            client.transport(),
            client.metrics(),
            client.storage(),
            client.compensations(),
            SubmitOptions.none(),
            SubmitOptions.none().toHeaders(),
            ClientOptions.builder().apiKey(ApiKey.of(Marker.KEY)),
            FalClient.builder().options(options)
        }) {
            evidence.add(String.valueOf(value));
        }
        for (Operation operation : Operation.values()) {
            Call<?> call = call(operation);
            evidence.add(call + " " + call.headers() + call.body() + call.subject() + call.address());
        }
        for (String broken : List.of(Marker.KEY + "\n", Marker.KEY + " " + Marker.KEY, Marker.KEY + "\u00e9")) {
            run(Mono.fromSupplier(() -> ApiKey.of(broken)));
        }
        run(Mono.fromSupplier(
                () -> options(URI.create("http://elsewhere.example")).build()));
    }
}
