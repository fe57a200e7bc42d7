package io.fluxfill.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.RequestHandle;
import io.fluxfill.error.FalException;
import io.fluxfill.error.ReplyFormatException;
import io.fluxfill.fill.Fill;
import io.fluxfill.fill.FillRequest;
import io.fluxfill.fill.FillResult;
import io.fluxfill.image.ImageSource;
import io.fluxfill.queue.QueueStatus.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** A handle may come from a database, or from a stranger: a forged one takes neither a request nor the key anywhere. */
class ForgedHandleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String KEY = "11111111-2222:0123456789abcdef";
    private static final List<BiFunction<FalQueue<FillRequest, FillResult>, RequestHandle, Publisher<?>>> USES =
            List.of(FalQueue::status, FalQueue::result, FalQueue::cancel, FalQueue::watch, FalQueue::logs);

    private final AtomicInteger connections = new AtomicInteger();
    private final MockWebServer fal = new MockWebServer();
    private final ServerSocket stranger = listen();
    private FalClient client = FalClient.create(options("http://127.0.0.1:1"));
    private FalQueue<FillRequest, FillResult> queue = FalQueue.create(client, Fill.PRO);

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ClientOptions options(String origin) {
        return ClientOptions.builder()
                .apiKey(ApiKey.of(KEY))
                .runUri(URI.create(origin))
                .queueUri(URI.create(origin))
                .build();
    }

    @BeforeEach
    void start() throws IOException {
        fal.start(InetAddress.getLoopbackAddress(), 0);
        client.dispose();
        client = FalClient.create(options("http://127.0.0.1:" + fal.getPort()));
        queue = FalQueue.create(client, Fill.PRO);
        Thread thread = new Thread(() -> {
            while (!stranger.isClosed()) {
                try {
                    Socket socket = stranger.accept();
                    connections.incrementAndGet();
                    socket.close();
                } catch (IOException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        client.dispose();
        fal.close();
        stranger.close();
        assertThat(connections).as("nobody came to the stranger").hasValue(0);
    }

    private String forged(String text) {
        return text.replace("EVIL", "127.0.0.1:" + stranger.getLocalPort());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "../other",
                "../../storage/upload/initiate",
                "a/../../b",
                "a/b",
                "/a",
                "//EVIL/a",
                "http://EVIL/a",
                "@EVIL",
                "user:word@EVIL/a",
                "%2e%2e",
                "%2e%2e%2fother",
                "%2E%2E/other",
                "..%2fother",
                "a%2fb",
                "a%00b",
                "a%0d%0aHost:EVIL",
                "a\r\nHost: EVIL",
                "a\nX: y",
                "a\r",
                "a\u0000b",
                "a b",
                "a\tb",
                "a?logs=1",
                "a#b",
                "a;b",
                "a\\b",
                "..\\b",
                "a\u2215b",
                "a\u2044b",
                "a\uff0fb",
                "\uff0e\uff0e",
                "\u2025",
                "a\u202eb",
                "a\u200bb",
                "\u0430bc",
                "a\ud83d\ude00"
            })
    void aForgedIdMakesNoHandle(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RequestHandle("fal-ai/flux-pro/v1/fill", forged(id)))
                .withMessageContaining("Not a request id");
        assertThat(fal.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fal-ai",
                "fal-ai/",
                "/fal-ai/flux-pro",
                "//EVIL/flux-pro",
                "http://EVIL/flux-pro",
                "EVIL/flux-pro",
                "@EVIL/flux-pro",
                "fal-ai/..",
                "fal-ai/../other",
                "fal-ai/flux-pro/..",
                "fal-ai/flux-pro/../../other/app",
                "fal-ai/.hidden",
                "fal-ai/%2e%2e",
                "fal-ai/flux-pro%2f..",
                "fal-ai//flux-pro",
                "fal-ai/flux-pro/",
                "fal-ai/flux-pro?fal_webhook=http://EVIL",
                "fal-ai/flux-pro#a",
                "fal-ai/flux-pro\r\nHost: EVIL",
                "fal-ai/flux-pro\n",
                "fal-ai/flux pro",
                "fal-ai\\flux-pro",
                "fal-ai\uff0fflux-pro/v1",
                "fal-ai/fl\u0443x-pro",
                "workflows/fal-ai"
            })
    void aForgedEndpointMakesNoHandle(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RequestHandle(forged(endpoint), "req-1"))
                .withMessageContaining("Not an endpoint id");
        assertThat(fal.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fal-ai/flux-pro",
                "fal-ai/flux-pro/v1",
                "fal-ai/flux-pro/v1/fill/x",
                "fal-ai/flux-pro/v1/fill-finetuned",
                "fal-ai/flux-pro/v1/Fill",
                "evil/flux-pro/v1/fill",
                "workflows/fal-ai/flux-pro/v1/fill",
                "123-flux-pro"
            })
    void aHandleOfAnotherEndpointIsRefused(String endpoint) {
        RequestHandle handle = new RequestHandle(endpoint, "req-1");
        for (var use : USES) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Flux.from(use.apply(queue, handle)).blockLast(PATIENCE))
                    .withMessageContaining("this is the queue of");
        }
        assertThat(fal.getRequestCount()).isZero();
    }

    /** What is odd, and still an id, stays one segment of the path. */
    @ParameterizedTest
    @ValueSource(strings = {"a..b", "a:b", "a@b", "a+b=c", "a~b", "-", "_", "a."})
    void anOddIdStaysWhereItBelongs(String id) throws InterruptedException {
        fal.enqueue(
                new MockResponse.Builder().body("{\"status\":\"IN_PROGRESS\"}").build());
        StepVerifier.create(queue.status(new RequestHandle("fal-ai/flux-pro/v1/fill", id)))
                .assertNext(status -> assertThat(status.state()).isEqualTo(State.IN_PROGRESS))
                .expectComplete()
                .verify(PATIENCE);
        String path = Objects.requireNonNull(fal.takeRequest(5, TimeUnit.SECONDS))
                .getUrl()
                .encodedPath();
        assertThat(path).startsWith("/fal-ai/flux-pro/requests/").endsWith("/status");
        assertThat(path.split("/")).hasSize(6);
    }

    /** The server's own answer is no better than a stranger's. */
    @ParameterizedTest
    @ValueSource(strings = {"../../x", "http://EVIL/a", "a\\r\\nHost: EVIL", "a?b", "%2e%2e", ""})
    void aForgedIdInAnAnswerGoesNowhere(String id) {
        fal.enqueue(new MockResponse.Builder()
                .body("{\"request_id\":\"" + forged(id) + "\"}")
                .build());
        FillRequest request = FillRequest.builder()
                .image(ImageSource.url("https://example.com/house.png"))
                .mask(ImageSource.url("https://example.com/mask.png"))
                .prompt("A red door")
                .build();
        StepVerifier.create(queue.run(request))
                .expectErrorSatisfies(error -> {
                    assertThat(error).isInstanceOf(ReplyFormatException.class);
                    assertThat(((FalException) error).isSafeToResubmit()).isFalse();
                })
                .verify(PATIENCE);
        assertThat(fal.getRequestCount()).isEqualTo(1);
    }

    @Test
    void theAddressesInAnAnswerAreNotFollowed() throws InterruptedException {
        String evil = forged("http://EVIL/fal-ai/flux-pro/requests/req-1");
        fal.enqueue(new MockResponse.Builder()
                .body("{\"request_id\":\"req-1\",\"status_url\":\"" + evil + "/status\",\"response_url\":\"" + evil
                        + "\",\"cancel_url\":\"" + evil + "/cancel\"}")
                .build());
        FillRequest request = FillRequest.builder()
                .image(ImageSource.url("https://example.com/house.png"))
                .mask(ImageSource.url("https://example.com/mask.png"))
                .prompt("A red door")
                .build();
        RequestHandle handle = Objects.requireNonNull(queue.submit(request).block(PATIENCE));
        fal.enqueue(
                new MockResponse.Builder().body("{\"status\":\"COMPLETED\"}").build());
        fal.enqueue(new MockResponse.Builder().body("{\"images\":[]}").build());
        fal.enqueue(new MockResponse.Builder()
                .code(400)
                .body("{\"status\":\"ALREADY_COMPLETED\"}")
                .build());
        assertThat(queue.status(handle).block(PATIENCE)).isNotNull();
        assertThat(queue.result(handle).block(PATIENCE)).isNotNull();
        assertThat(queue.cancel(handle).block(PATIENCE)).isEqualTo(CancelOutcome.ALREADY_COMPLETED);
        assertThat(fal.getRequestCount()).isEqualTo(4);
    }
}
