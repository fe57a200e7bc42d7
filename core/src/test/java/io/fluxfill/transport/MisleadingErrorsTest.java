package io.fluxfill.transport;

import static io.fluxfill.transport.TestCalls.KEY;
import static io.fluxfill.transport.TestCalls.PATIENCE;
import static io.fluxfill.transport.TestCalls.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.ApiKey;
import io.fluxfill.ClientOptions;
import io.fluxfill.FalClient;
import io.fluxfill.error.AccountBlockedException;
import io.fluxfill.error.AuthenticationException;
import io.fluxfill.error.ContentRejectedException;
import io.fluxfill.error.FalException;
import io.fluxfill.error.InvalidRequestException;
import io.fluxfill.error.OutcomeUnknownException;
import io.fluxfill.error.RequestCancelledException;
import io.fluxfill.error.RequestFailedException;
import io.fluxfill.error.RequestNotFoundException;
import io.fluxfill.error.TransportException;
import io.fluxfill.transport.Call.Operation;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** Errors that once led their reader the wrong way, and words that once hurt. Each has the name of what went wrong. */
class MisleadingErrorsTest {
    private static final Call<?> RUN = Call.to(
                    Operation.RUN, "POST", Call.Origin.RUN, "/fal-ai/flux-pro/v1/fill", JsonCodec.document())
            .subject("fal-ai/flux-pro/v1/fill")
            .build();
    private static final URI FILE = URI.create("https://v3.fal.media/files/a.png?sig=hush");
    private static final Call<?> DOWNLOAD = Call.download(FILE);
    private static final Call<?> UPLOAD =
            Call.elsewhere(Operation.UPLOAD, "PUT", FILE, body -> body).build();

    private final Words words = new Words(ApiKey.of(KEY));
    private final Faults faults =
            new Faults(ClientOptions.builder().apiKey(ApiKey.of(KEY)).build());

    @Test
    void aFirewallThatBlockedIsNoBlockedAccount() {
        assertThat(refused(RUN, 403, "<h1>Sorry, you have been blocked</h1>", Map.of()))
                .isInstanceOf(AuthenticationException.class);
        assertThat(refused(RUN, 403, "{\"detail\":\"Your country is blocked\"}", Map.of()))
                .isInstanceOf(AuthenticationException.class);
    }

    @Test
    void aLoadBalancerIsNoExhaustedBalance() {
        assertThat(refused(RUN, 403, "<hr>awselb load balancer", Map.of())).isInstanceOf(AuthenticationException.class);
        assertThat(refused(RUN, 403, "{\"detail\":\"User is locked. Reason: Exhausted balance.\"}", Map.of()))
                .isInstanceOf(AccountBlockedException.class);
    }

    @Test
    void whatAForeignHostRefusesIsNotTheKeysFault() {
        for (int status : new int[] {401, 403}) {
            String body = "{\"detail\":\"the account is locked\"}";
            assertThat(refused(DOWNLOAD, status, body, Map.of()))
                    .isInstanceOf(RequestNotFoundException.class)
                    .hasMessageContaining("access to it is restricted");
            assertThat(refused(UPLOAD, status, body, Map.of()))
                    .isInstanceOf(RequestFailedException.class)
                    .hasMessageContaining("the token or the signature")
                    .hasMessageNotContaining("Check the key");
        }
    }

    @Test
    void aMissingFileIsNoMissingRequestAndNoWrongEndpoint() {
        assertThat(refused(DOWNLOAD, 404, "", Map.of()))
                .isInstanceOf(RequestNotFoundException.class)
                .hasMessageContaining("The picture has expired");
        assertThat(refused(UPLOAD, 404, "", Map.of()))
                .isInstanceOf(RequestFailedException.class)
                .hasMessageContaining("option cdnUri")
                .hasMessageNotContaining("endpoint");
    }

    @Test
    void aRunThatAContentDeliveryNetworkGaveUpOnMayBePaidFor() {
        for (int status : new int[] {502, 504, 520, 522, 524, 530}) {
            FalException error = refused(RUN, status, "<html>origin timed out</html>", Map.of());
            assertThat(error).isInstanceOf(OutcomeUnknownException.class);
            assertThat(error.isSafeToResubmit()).isFalse();
        }
        FalException error = refused(RUN, 500, "<html>oops</html>", Map.of());
        assertThat(error)
                .isInstanceOf(RequestFailedException.class)
                .hasMessageContaining("Something before fal said so");
        assertThat(error.isSafeToResubmit())
                .as("nobody knows what stands behind the gateway")
                .isFalse();
        assertThat(refused(RUN, 500, "{\"detail\":\"x\"}", Map.of()).isSafeToResubmit())
                .isTrue();
    }

    @Test
    void aRefusalThatIsBilledIsNotSafeToSendAgain() {
        String flagged =
                "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"flagged\",\"type\":\"content_policy_violation\"}]}";
        for (String units : new String[] {"1", "0.05000000", " 42 "}) {
            FalException error = refused(RUN, 422, flagged, Map.of("x-fal-billable-units", units));
            assertThat(error).isInstanceOf(ContentRejectedException.class);
            assertThat(error.isSafeToResubmit()).isFalse();
        }
        for (String units : new String[] {"0", "0.00000000", "", "none"}) {
            assertThat(refused(RUN, 422, flagged, Map.of("x-fal-billable-units", units))
                            .isSafeToResubmit())
                    .isTrue();
        }
    }

    @Test
    void aRunThatWasCancelledMayHaveGotFar() {
        FalException error = refused(RUN, 499, "{\"detail\":\"Request cancelled by the client.\"}", Map.of());
        assertThat(error).isInstanceOf(RequestCancelledException.class);
        assertThat(error.isSafeToResubmit()).isFalse();
    }

    @Test
    void aFullPoolOfStreamsNamesItsOwnOption() throws IOException {
        try (RawServer server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\n");
            socket.getInputStream().read();
        })) {
            FalClient client = FalClient.create(TestCalls.options(server.uri())
                    .maxOpenStreams(1)
                    .maxPendingCalls(1)
                    .maxAttempts(1)
                    .build());
            Call<?> stream = call(Operation.STREAM).build();
            StepVerifier.create(client.transport().events(stream))
                    .expectNextCount(1)
                    .then(() -> {
                        var waiting = client.transport().events(stream).subscribe();
                        StepVerifier.create(client.transport().events(stream))
                                .expectErrorSatisfies(error -> assertThat(error)
                                        .isInstanceOf(TransportException.class)
                                        .hasMessageContaining("maxOpenStreams")
                                        .hasMessageNotContaining("maxConnections"))
                                .verify(PATIENCE);
                        waiting.dispose();
                    })
                    .thenCancel()
                    .verify(PATIENCE);
            client.dispose();
        }
    }

    @Test
    void eventsBeforeOneThatIsTooLargeAreNotLostWithIt() throws IOException {
        try (RawServer server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(
                    socket,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\ndata: b\n\ndata: "
                            + "x".repeat(200) + "\n\n");
            socket.getInputStream().read();
        })) {
            FalClient client = FalClient.create(
                    TestCalls.options(server.uri()).eventLimit(100).build());
            StepVerifier.create(client.transport()
                            .events(call(Operation.STREAM).build())
                            .map(ServerEvent::data))
                    .expectNext("a", "b")
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(TransportException.class)
                            .hasMessageContaining("eventLimit"))
                    .verifyThenAssertThat(PATIENCE)
                    .hasNotDroppedErrors();
            client.dispose();
        }
    }

    @Test
    void aBodyOfBeginningsOfUrlsHoldsNoEventLoop() {
        String hostile = "http://".repeat(18_000);
        long start = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            words.safe(hostile);
        }
        // What it took before was some ten seconds each.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void theEndOfACutBodyShowsNoHalfKey() {
        for (int cut = 8; cut < KEY.length(); cut++) {
            assertThat(words.safe("<html>you sent Key " + KEY.substring(0, cut)))
                    .isEqualTo("<html>you sent Key [key]");
        }
        String secret = KEY.substring(KEY.indexOf(':') + 1);
        assertThat(words.safe("your secret is " + secret.substring(0, 10))).isEqualTo("your secret is [key]");
        assertThat(words.safe("a picture of 111")).isEqualTo("a picture of 111");
    }

    @Test
    void theQueryOfAShoutedUrlIsHiddenToo() {
        assertThat(words.safe("GET HTTPS://a.example/b?sig=$1hush failed"))
                .isEqualTo("GET HTTPS://a.example/b?… failed");
    }

    @Test
    void secretsDeepInTheContextOfAnErrorAreHidden() {
        InvalidRequestException error = (InvalidRequestException) refused(
                RUN,
                422,
                "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"m\",\"type\":\"one_of\",\"ctx\":{\"expected\":"
                        + "[\"https://a/b?sig=hush\",{\"" + KEY + "\":[null,7,\"" + KEY + "\"]}]}}]}",
                Map.of());
        assertThat(error.fieldErrors().get(0).ctx())
                .hasToString("{expected=[https://a/b?…, {[key]=[null, 7, [key]]}]}");
        assertThat(error).hasMessageNotContaining("hush").hasMessageNotContaining(KEY);
    }

    private FalException refused(Call<?> call, int status, String body, Map<String, String> headers) {
        Map<String, String> insensitive = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        insensitive.putAll(headers);
        return faults.refused(call, status, insensitive, body.getBytes(StandardCharsets.UTF_8));
    }
}
