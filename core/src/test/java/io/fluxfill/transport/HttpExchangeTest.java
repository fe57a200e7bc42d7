package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.KEY;
import static io.fluxfill.transport.TestCalls.PATIENCE;
import static io.fluxfill.transport.TestCalls.RESULT;
import static io.fluxfill.transport.TestCalls.call;
import static io.fluxfill.transport.TestCalls.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.ClientOptions;
import io.fluxfill.Endpoint;
import io.fluxfill.FalClient;
import io.fluxfill.SubmitOptions;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.TransportException;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillResult;
import io.fluxfill.fill.FilledImage;
import io.fluxfill.hygiene.PoolGauges;
import io.fluxfill.transport.Call.Operation;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

class HttpExchangeTest {
    private final MockWebServer server = new MockWebServer();
    private FalClient client =
            FalClient.create(TestCalls.options(URI.create("http://127.0.0.1:1")).build());

    @BeforeEach
    void start() throws IOException {
        server.start(InetAddress.getLoopbackAddress(), 0);
        client(options -> options);
    }

    @AfterEach
    void stop() {
        client.dispose();
        server.close();
        assertThat(client.compensations().running()).isZero();
    }

    @Test
    void noCustomizerLeadsACallElsewhereOrUnderAnotherKey() throws Exception {
        client(
                options -> options.queueUri(URI.create("http://127.0.0.1:" + server.getPort() + "/behind/a/proxy/")),
                http -> http.baseUrl("http://127.0.0.1:1/elsewhere")
                        .remoteAddress(() -> InetSocketAddress.createUnresolved("127.0.0.1", 1))
                        .headers(headers -> headers.set("authorization", "Key other")));
        server.enqueue(ok("{}").build());
        StepVerifier.create(client.transport().exchange(call(Operation.STATUS).build()))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        RecordedRequest sent = Objects.requireNonNull(server.takeRequest(20, TimeUnit.SECONDS));
        assertThat(sent.getTarget()).isEqualTo("/behind/a/proxy/fal-ai/flux-pro/requests/r/status");
        assertThat(sent.getHeaders().get("host")).isEqualTo("127.0.0.1:" + server.getPort());
        assertThat(sent.getHeaders().values("authorization")).containsExactly("Key " + KEY);
    }

    @Test
    void whatFollowsOnAnAnswerUsesItsConnection() throws Exception {
        int calls = 40;
        for (int i = 0; i < calls; i++) {
            server.enqueue(ok("{}").build());
        }
        StepVerifier.create(Flux.range(0, calls)
                        .concatMap(i -> client.transport()
                                .exchange(call(Operation.STATUS).build())))
                .expectNextCount(calls)
                .expectComplete()
                .verify(PATIENCE);
        for (int i = 0; i < calls; i++) {
            RecordedRequest sent = Objects.requireNonNull(server.takeRequest(20, TimeUnit.SECONDS));
            assertThat(sent.getConnectionIndex()).isZero();
            assertThat(sent.getExchangeIndex()).isEqualTo(i);
        }
    }

    @Test
    void anExchangeHasTheContextOfItsCallerAndNothingElse() {
        List<Map<Object, Object>> seen = new CopyOnWriteArrayList<>();
        client(
                options -> options,
                http -> http.doOnRequest((request, connection) -> seen.add(request.currentContextView().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))));
        server.enqueue(ok("{}").build());
        server.enqueue(ok("{}").build());
        Mono<?> exchange = client.transport().exchange(call(Operation.STATUS).build());
        StepVerifier.create(client.runningWork()
                        .admit("It", exchange.then(exchange.contextWrite(Context.of("user", "ada"))), () -> null))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(seen).containsExactly(Map.of(), Map.of("user", "ada"));
    }

    /** It may be what a run of the same client has made. */
    @Test
    void aStreamedBodyBelongsToTheWorkThatItIsPartOf() {
        server.enqueue(ok("{}").build());
        RunningWork work = client.runningWork();
        Flux<ByteBuffer> made = work.admit("The inner", Flux.just(ByteBuffer.allocate(10)), () -> null);
        Mono<?> upload = client.transport()
                .exchange(Call.elsewhere(
                                Operation.UPLOAD,
                                "PUT",
                                URI.create("http://127.0.0.1:" + server.getPort() + "/a"),
                                JsonCodec.document())
                        .body(Body.stream("image/png", 10, false, made))
                        .build());
        StepVerifier.create(
                        work.admit("The outer", Mono.fromRunnable(work::close).then(upload), () -> null))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void noCustomizerSendsTheKeyToAnOriginOfHttpsInClear() throws Exception {
        CompletableFuture<byte[]> said = new CompletableFuture<>();
        try (RawServer raw = new RawServer((self, socket) -> {
            byte[] bytes = new byte[4096];
            said.complete(
                    Arrays.copyOf(bytes, Math.max(0, socket.getInputStream().read(bytes))));
        })) {
            client(
                    options -> options.queueUri(URI.create("https://127.0.0.1:" + raw.port()))
                            .maxAttempts(1),
                    HttpClient::noSSL);
            StepVerifier.create(
                            client.transport().exchange(call(Operation.STATUS).build()))
                    .expectError(TransportException.class)
                    .verify(PATIENCE);
            byte[] bytes = said.get(20, TimeUnit.SECONDS);
            assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(KEY);
            assertThat(bytes).as("a TLS handshake").startsWith(0x16, 0x03);
        }
    }

    @Test
    void noHookOfACustomizerSeesOrChangesTheKey() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        client(
                options -> options,
                http -> http.headersWhen(headers -> {
                            seen.add(headers.toString());
                            return Mono.just(new DefaultHttpHeaders().set("x-own", "1"));
                        })
                        .doOnRequest((request, connection) -> {
                            seen.add(request.requestHeaders().toString());
                            request.header("authorization", "Key other")
                                    .header("user-agent", "other")
                                    .header("accept", "text/plain");
                        }));
        server.enqueue(ok("{}").build());
        StepVerifier.create(client.transport().exchange(call(Operation.STATUS).build()))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        RecordedRequest sent = taken(server);
        assertThat(sent.getHeaders().values("authorization")).containsExactly("Key " + KEY);
        assertThat(sent.getHeaders().values("user-agent")).containsExactly("fluxfill/0.1");
        assertThat(sent.getHeaders().values("accept")).containsExactly("application/json");
        assertThat(sent.getHeaders().values("x-own")).containsExactly("1");
        assertThat(seen).hasSize(2).noneMatch(headers -> headers.contains(KEY));
    }

    @Test
    void aRunIsOnePostWithExactlyTheseHeaders() throws Exception {
        server.enqueue(ok(RESULT)
                .addHeader("x-fal-request-id", "id-7")
                .addHeader("x-fal-billable-units", "3.14159265")
                .build());
        StepVerifier.create(client.run(Fill.PRO, request()))
                .assertNext(reply -> {
                    assertThat(reply.requestId()).isEqualTo("id-7");
                    assertThat(reply.billableUnits()).isEqualTo(new BigDecimal("3.14159265"));
                    assertThat(reply.output().seed()).isEqualTo(42);
                    assertThat(reply.output().images()).hasSize(1);
                })
                .expectComplete()
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();

        RecordedRequest sent = taken(server);
        assertThat(sent.getMethod()).isEqualTo("POST");
        assertThat(sent.getTarget()).isEqualTo("/fal-ai/flux-pro/v1/fill");
        assertThat(sent.getHeaders().names().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrder(
                        "authorization",
                        "accept",
                        "accept-encoding",
                        "content-type",
                        "content-length",
                        "host",
                        "user-agent");
        assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Key " + KEY);
        assertThat(sent.getHeaders().values("Accept")).containsExactly("application/json");
        assertThat(sent.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(sent.getHeaders().get("User-Agent")).isEqualTo("fluxfill/0.1");
        byte[] body = Objects.requireNonNull(sent.getBody()).toByteArray();
        assertThat(sent.getHeaders().get("Content-Length")).isEqualTo(String.valueOf(body.length));
        assertThat(JsonCodec.document().decode(body))
                .isEqualTo(Map.of(
                        "prompt", "A red door",
                        "image_url", "https://example.com/house.png",
                        "mask_url", "https://example.com/mask.png"));
    }

    @Test
    void aGetHasNeitherBodyNorLength() throws Exception {
        server.enqueue(ok("{}").build());
        StepVerifier.create(client.transport()
                        .exchange(call(Operation.STATUS)
                                .query(Map.of("logs", "1", "q", "a b&c/d"))
                                .build()))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        RecordedRequest sent = taken(server);
        assertThat(sent.getTarget())
                .startsWith("/fal-ai/flux-pro/requests/r/status?")
                .contains("logs=1", "q=a%20b%26c%2Fd");
        assertThat(sent.getHeaders().names().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrder("authorization", "accept", "accept-encoding", "host", "user-agent");
    }

    @Test
    void aPutWithoutABodyHasALengthOfZero() throws Exception {
        server.enqueue(ok("{}").build());
        StepVerifier.create(client.transport()
                        .exchange(Call.to(Operation.CANCEL, "PUT", Call.Origin.QUEUE, "/c", JsonCodec.document())
                                .build()))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        RecordedRequest sent = taken(server);
        assertThat(sent.getMethod()).isEqualTo("PUT");
        assertThat(sent.getHeaders().get("Content-Length")).isEqualTo("0");
        assertThat(sent.getHeaders().get("Transfer-Encoding")).isNull();
    }

    @Test
    void optionsGoAlongAsHeaders() throws Exception {
        server.enqueue(ok(RESULT).build());
        SubmitOptions options = SubmitOptions.builder()
                .startTimeout(Duration.ofSeconds(30))
                .noStore()
                .header("X-Model", "a")
                .build();
        StepVerifier.create(client.run(Fill.PRO, request(), options))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        RecordedRequest sent = taken(server);
        assertThat(sent.getHeaders().get("X-Fal-Request-Timeout")).isEqualTo("30");
        assertThat(sent.getHeaders().get("X-Fal-Store-IO")).isEqualTo("0");
        assertThat(sent.getHeaders().get("X-Model")).isEqualTo("a");
    }

    @Test
    void anOptionOfTheQueueIsRefusedBeforeAnythingIsSent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.run(
                        Fill.PRO, request(), SubmitOptions.builder().noRetry().build()))
                .withMessageContaining("queue");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void itIsColdAndEverySubscriptionIsARequest() {
        server.enqueue(ok(RESULT).build());
        server.enqueue(ok(RESULT).build());
        Mono<FillResult> fill = client.fill(request());
        assertThat(server.getRequestCount()).isZero();
        StepVerifier.create(fill.then(fill)).expectNextCount(1).expectComplete().verify(PATIENCE);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aCompressedReplyIsRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(RESULT.getBytes(StandardCharsets.UTF_8));
        }
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Encoding", "gzip")
                .body(new Buffer().write(bytes.toByteArray()))
                .build());
        StepVerifier.create(client.fill(request()))
                .assertNext(result -> assertThat(result.seed()).isEqualTo(42))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aLargeReplyIsReadWithinItsLimitAndNotBeyond() {
        String large = "{\"images\":[],\"prompt\":\"" + "p".repeat(3_000_000) + "\"}";
        server.enqueue(ok(large).build());
        StepVerifier.create(client.fill(request()))
                .assertNext(result -> assertThat(result.prompt()).hasSize(3_000_000))
                .expectComplete()
                .verify(PATIENCE);
        client(options -> options.resultLimit(2_000_000));
        server.enqueue(ok(large).build());
        fails(client.fill(request()), TransportException.class, "resultLimit");
        assertThat(server.getRequestCount()).isEqualTo(2);
        server.enqueue(ok("{\"a\":\"" + "x".repeat(2 << 20) + "\"}").build());
        fails(client.transport().exchange(call(Operation.CANCEL).build()), TransportException.class, "replyLimit");
        assertThat(server.getRequestCount()).as("not fetched again").isEqualTo(3);
    }

    @Test
    void ofAnErrorOnlyTheStartIsKept() {
        client(options -> options.errorLimit(100));
        server.enqueue(
                new MockResponse.Builder().code(422).body("b".repeat(1 << 20)).build());
        fails(client.fill(request()), InvalidRequestException.class, "HTTP 422: " + "b".repeat(100) + ".");
    }

    @Test
    void headersOfTheSizeThatFalAllowsAreRead() {
        server.enqueue(
                ok(RESULT).addHeader("x-fal-runner-hints", "h".repeat(15_000)).build());
        StepVerifier.create(client.fill(request()))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aSilentDownloadEnds() {
        client(options -> options.idleTimeout(Duration.ofMillis(200)).maxAttempts(2));
        MockResponse silent = ok("picture").headersDelay(30, TimeUnit.SECONDS).build();
        server.enqueue(silent);
        server.enqueue(silent);
        FilledImage image =
                new FilledImage("http://127.0.0.1:" + server.getPort() + "/a.png", null, null, null, null, null, false);
        fails(client.storage().download(image), TransportException.class, "idleTimeout");
        awaitRequests(2);
    }

    @Test
    void anInputThatCannotBeWrittenIsNotSent() {
        Endpoint<Object, Object> endpoint =
                Endpoint.of("a/b", Map.class, (input, images) -> Mono.empty(), Map.class, output -> output);
        fails(client.run(endpoint, "x"), InvalidRequestException.class, "Nothing was sent");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void anEmptyErrorIsAnError() {
        server.enqueue(new MockResponse.Builder().code(500).build());
        fails(client.fill(request()), RequestFailedException.class, "HTTP 500");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsNoJsonIsUnreadable() {
        server.enqueue(
                ok("<html>hello</html>").addHeader("x-fal-request-id", "id-7").build());
        FalException error = fails(client.fill(request()), ReplyFormatException.class, "<html>hello");
        assertThat(error.requestId()).isEqualTo("id-7");
        server.enqueue(new MockResponse.Builder().code(204).build());
        fails(client.fill(request()), ReplyFormatException.class, "0 bytes");
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void silenceEndsACallThatMayBeRepeated() {
        client(options -> options.idleTimeout(Duration.ofMillis(200)).maxAttempts(2));
        server.enqueue(ok("{}").headersDelay(30, TimeUnit.SECONDS).build());
        server.enqueue(ok("{}").headersDelay(30, TimeUnit.SECONDS).build());
        fails(client.transport().exchange(call(Operation.STATUS).build()), TransportException.class, "idleTimeout");
        awaitRequests(2);
    }

    @Test
    void aDripEndsAtTheTimeOfTheWholeCall() {
        client(options -> options.idleTimeout(Duration.ofSeconds(10))
                .callTimeout(Duration.ofMillis(400))
                .maxAttempts(1));
        server.enqueue(drip());
        fails(client.transport().exchange(call(Operation.STATUS).build()), TransportException.class, "callTimeout");
    }

    @Test
    void aResultMayDripAsLongAsItLikes() {
        client(options -> options.idleTimeout(Duration.ofSeconds(10)).callTimeout(Duration.ofMillis(200)));
        server.enqueue(drip());
        StepVerifier.create(client.transport().exchange(call(Operation.RESULT).build()))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void noCustomizerCutsAResult() {
        client(options -> options.maxAttempts(1), http -> http.responseTimeout(Duration.ofMillis(50)));
        server.enqueue(ok("{}").headersDelay(500, TimeUnit.MILLISECONDS).build());
        StepVerifier.create(client.transport().exchange(call(Operation.RESULT).build()))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aRunThatTakesTooLongIsUnknown() {
        client(options -> options.runTimeout(Duration.ofMillis(300)));
        server.enqueue(ok(RESULT).headersDelay(30, TimeUnit.SECONDS).build());
        fails(client.fill(request()), OutcomeUnknownException.class, "runTimeout");
        awaitRequests(1);
    }

    @Test
    void aRedirectIsNotFollowedWhateverTheCustomizerSays() throws IOException {
        try (MockWebServer other = new MockWebServer()) {
            other.start(InetAddress.getLoopbackAddress(), 0);
            client(options -> options, http -> http.followRedirect(true).disableRetry(false));
            server.enqueue(new MockResponse.Builder()
                    .code(307)
                    .addHeader("Location", "http://127.0.0.1:" + other.getPort() + "/stolen")
                    .build());
            fails(client.fill(request()), RequestFailedException.class, "Redirects are not followed");
            assertThat(other.getRequestCount()).isZero();
            assertThat(server.getRequestCount()).isEqualTo(1);
        }
    }

    @Test
    void theKeyDoesNotGoWithADownload() throws Exception {
        server.enqueue(ok("picture").build());
        FilledImage image = new FilledImage(
                "http://127.0.0.1:" + server.getPort() + "/files/a.png?sig=1", null, null, null, null, null, false);
        StepVerifier.create(client.storage().download(image))
                .assertNext(
                        chunk -> assertThat(StandardCharsets.UTF_8.decode(chunk).toString())
                                .isEqualTo("picture"))
                .expectComplete()
                .verify(PATIENCE);
        RecordedRequest sent = taken(server);
        assertThat(sent.getTarget()).isEqualTo("/files/a.png?sig=1");
        assertThat(sent.getHeaders().names().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrder("accept", "accept-encoding", "host", "user-agent");
        assertThat(sent.getHeaders().get("accept")).isEqualTo("*/*");
        assertThat(sent.getHeaders().toString()).doesNotContain(KEY);
    }

    @Test
    void anErrorWithoutAnEndDoesNotHoldADownload() throws IOException {
        try (RawServer endless = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                RawServer.write(socket, "400\r\n" + "x".repeat(1024) + "\r\n");
            }
        })) {
            FilledImage image = new FilledImage(endless.uri() + "/a.png", null, null, null, null, null, false);
            fails(client.storage().download(image), RequestNotFoundException.class, "HTTP 404");
        }
    }

    @Test
    void tooManyCallsAtOnceNameTheOptions() {
        client(options -> options.maxConnections(1).maxPendingCalls(1).maxAttempts(1));
        for (int i = 0; i < 2; i++) {
            server.enqueue(ok("{}").headersDelay(300, TimeUnit.MILLISECONDS).build());
        }
        StepVerifier.create(Flux.range(0, 3)
                        // Not a fill, whose pictures would be read on several threads.
                        .flatMap(i -> client.transport()
                                .exchange(call(Operation.RUN).build())
                                .map(reply -> "answered")
                                .onErrorResume(TransportException.class, error -> {
                                    assertThat(error.requestWritten()).isFalse();
                                    assertThat(error).hasMessageContaining("maxPendingCalls");
                                    return Mono.just("refused");
                                }))
                        .sort())
                .expectNext("answered", "answered", "refused")
                .expectComplete()
                .verify(PATIENCE);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    private MockResponse drip() {
        return ok("{\"a\":\"bcdefghij\"}")
                .throttleBody(1, 50, TimeUnit.MILLISECONDS)
                .build();
    }

    private static MockResponse.Builder ok(String body) {
        return new MockResponse.Builder().body(body);
    }

    private void client(UnaryOperator<ClientOptions.Builder> change) {
        client(change, UnaryOperator.identity());
    }

    private void client(UnaryOperator<ClientOptions.Builder> change, UnaryOperator<HttpClient> customizer) {
        client.dispose();
        client = FalClient.builder()
                .options(change.apply(TestCalls.options(URI.create("http://127.0.0.1:" + server.getPort())))
                        .build())
                .httpClient(customizer)
                .build();
    }

    private static FalException fails(
            org.reactivestreams.Publisher<?> publisher, Class<? extends FalException> type, String message) {
        FalException[] caught = new FalException[1];
        StepVerifier.create(publisher)
                .expectErrorSatisfies(error -> {
                    assertThat(error).isExactlyInstanceOf(type).hasMessageContaining(message);
                    caught[0] = (FalException) error;
                })
                .verifyThenAssertThat(PATIENCE)
                .hasNotDroppedErrors();
        return Objects.requireNonNull(caught[0]);
    }

    /** The server counts a request when it has read it, which may be after the client has given up. */
    private void awaitRequests(int count) {
        PoolGauges.await(() -> server.getRequestCount() >= count);
        assertThat(server.getRequestCount()).isEqualTo(count);
    }

    private static RecordedRequest taken(MockWebServer server) throws InterruptedException {
        return Objects.requireNonNull(server.takeRequest(5, TimeUnit.SECONDS), "no request came");
    }
}
