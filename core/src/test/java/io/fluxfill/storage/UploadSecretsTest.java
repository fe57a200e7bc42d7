package io.fluxfill.storage;

import static io.fluxfill.transport.TestCalls.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.error.FalException;
import io.fluxfill.transport.RawServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key stays with fal's REST host, and the token of the CDN with the CDN, whatever a server says. */
class UploadSecretsTest extends UploadFixture {
    private static String echo(RecordedRequest request) {
        String authorization = String.valueOf(request.getHeaders().get("Authorization"));
        return "You sent " + authorization + ", and " + authorization.replace("Bearer ", "") + " alone";
    }

    private static String all(Throwable error) {
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private void theKeyWentToRestAlone() {
        for (StorageServer.Seen seen : server.seen()) {
            boolean isRest =
                    seen.step().equals(StorageServer.TOKEN) || seen.step().startsWith("initiate");
            String said =
                    seen.request().getTarget() + seen.request().getHeaders().toMultimap();
            assertThat(said.contains(KEY)).as(seen.step()).isEqualTo(isRest);
            assertThat(said.contains("jwt-"))
                    .as(seen.step())
                    .isEqualTo(!isRest && !seen.step().startsWith("put"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cdn, 422",
        "cdn, 401",
        "cdn, 500",
        "cdn, 200",
        "create, 422",
        "create, 200",
        "part 2, 422",
        "complete, 422"
    })
    void aTokenThatIsRepeatedStandsInNoMessage(String step, int status) {
        storage = storage(
                server.options().maxAttempts(1),
                step.equals("cdn") ? Multipart.Sizes.DEFAULT : new Multipart.Sizes(100_000, 100_000, 1));
        for (int i = 0; i < 3; i++) {
            server.script(
                    step,
                    request -> StorageServer.json(
                                    status,
                                    status == 200 ? "<p>" + echo(request) : "{\"detail\":\"" + echo(request) + "\"}")
                            .newBuilder()
                            .addHeader("x-fal-request-id", echo(request))
                            .addHeader("x-fal-error-type", echo(request))
                            .build());
        }
        server.refuses(StorageServer.INITIATE, 500).refuses(StorageServer.INITIATE_GCS, 500);
        FalException error = fails(storage.upload(BYTES));
        assertThat(all(error)).doesNotContain("jwt-", KEY);
        assertThat(String.valueOf(error.requestId())).doesNotContain("jwt-");
        theKeyWentToRestAlone();
    }

    @Test
    void aSignatureThatIsRepeatedStandsInNoMessage() {
        server.refuses(StorageServer.CDN, 500);
        String place = "{\"upload_url\":\"" + server.uri()
                + "/signed/a?storage_type=fal-cdn-v3&X-Amz-Signature=5f1e0c9a7b3d2846aa10\",\"file_url\":\"https://v3.fal.media/a\"}";
        server.script(StorageServer.INITIATE, request -> StorageServer.json(200, place));
        for (int i = 0; i < 3; i++) {
            server.script(
                    "put fal-cdn-v3&X-Amz-Signature=5f1e0c9a7b3d2846aa10",
                    request -> StorageServer.json(
                            422,
                            "<Error><Code>SignatureDoesNotMatch</Code><SignatureProvided>5f1e0c9a7b3d2846aa10</SignatureProvided></Error>"));
        }
        FalException error = fails(storage.upload(BYTES));
        assertThat(all(error)).contains("SignatureDoesNotMatch").doesNotContain("5f1e0c9a7b3d2846aa10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "a%sb", "secret"})
    void aTokenThatHoldsTheKeyIsNotUsed(String form) {
        String secret = form.equals("secret") ? KEY.substring(KEY.indexOf(':') + 1) : String.format(form, KEY);
        server.script(
                StorageServer.TOKEN,
                request -> StorageServer.json(
                        200,
                        "{\"token\":\"" + secret + "\",\"token_type\":\"Key\",\"base_url\":\"" + server.uri()
                                + "\",\"expires_at\":\"2100-01-01T00:00:00Z\"}"));
        succeeds(storage.upload(BYTES), SIGNED);
        theKeyWentToRestAlone();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/?k=%s",
                "https://%s.example/a",
                "https://elsewhere.example/%s",
            })
    void anAddressThatHoldsTheKeyIsNotUsed(String form) {
        String place = "{\"upload_url\":\"" + String.format(form, KEY) + "\",\"file_url\":\"https://v3.fal.media/a\"}";
        server.refuses(StorageServer.CDN, 500);
        server.script(StorageServer.INITIATE, request -> StorageServer.json(200, place));
        succeeds(storage.upload(BYTES), ON_GCS);
        theKeyWentToRestAlone();
    }

    @Test
    void aStrangerGetsNothing() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (RawServer stranger = new RawServer((raw, socket) -> {
            calls.incrementAndGet();
            RawServer.write(socket, "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
        })) {
            String host = stranger.uri().toString();
            for (String base : List.of(
                    host,
                    host + "/files",
                    "http://127.0.0.1:" + stranger.port() + "#" + server.uri(),
                    "http://v3.fal.media@127.0.0.1:" + stranger.port(),
                    "http://localhost:" + stranger.port(),
                    "javascript:alert(1)",
                    "file:///etc/passwd",
                    "//127.0.0.1:" + stranger.port(),
                    "https://fal.media.evil.example",
                    "https://evilfal.media",
                    "https://v3.fal.media:444",
                    "http://v3.fal.media",
                    "https://v3.fal.media\\r\\nX-Evil: 1",
                    "https://127.0.0.1:99999",
                    "",
                    "null")) {
                storage = storage(server.options(), Multipart.Sizes.DEFAULT);
                server.script(
                        StorageServer.TOKEN,
                        request -> StorageServer.json(
                                200,
                                server.token("2100-01-01T00:00:00Z")
                                        .replace(
                                                "\"base_url\":\"" + server.uri() + "\"",
                                                "\"base_url\":\"" + base + "\"")));
                succeeds(storage.upload(BYTES), ON_CDN);
                storage = storage(server.options(), new Multipart.Sizes(100_000, 100_000, 1));
                server.script(
                        StorageServer.CREATE,
                        request -> StorageServer.json(200, "{\"access_url\":\"" + base + "\",\"uploadId\":\"u\"}"));
                succeeds(storage.upload(BYTES), SIGNED);
            }
        }
        assertThat(calls).hasValue(0);
        theKeyWentToRestAlone();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:99999/a",
                "http://127.0.0.1:0/a",
                "https://[::1/a",
                "http://elsewhere.example/a",
                "https://user:pass@127.0.0.1/a",
                "file:///tmp/a",
                "ftp://127.0.0.1/a",
                "javascript:alert(1)",
                "/relative",
                "https:///nohost",
                "https://a.example/\\r\\nX-Evil: 1",
                "https://a.example/\\u0000",
                "7",
            })
    void anAddressThatCannotBeCalledIsTriedElsewhere(String address) {
        server.refuses(StorageServer.CDN, 500);
        server.script(
                StorageServer.INITIATE,
                request -> StorageServer.json(
                        200, "{\"upload_url\":\"" + address + "\",\"file_url\":\"https://v3.fal.media/a\"}"));
        succeeds(storage.upload(BYTES), ON_GCS);
        theKeyWentToRestAlone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\r\\nX-Evil: 1", "a b", "", "\\u0000", "\\u00e9", "\\uD83D"})
    void aTokenThatNoHeaderCanCarryIsNotUsed(String value) {
        for (String field : List.of("token", "token_type")) {
            String reply = field.equals("token")
                    ? "{\"token\":\"" + value + "\"}"
                    : "{\"token\":\"jwt-0\",\"token_type\":\"" + value + "\"}";
            server.script(StorageServer.TOKEN, request -> StorageServer.json(200, reply));
            succeeds(storage.upload(BYTES), SIGNED);
        }
        theKeyWentToRestAlone();
    }
}
