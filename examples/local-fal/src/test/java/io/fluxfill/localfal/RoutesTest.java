package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.Caller.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutesTest {
    private Caller caller = Caller.of(Caller.instant());
    private String id = "";

    @BeforeAll
    void submit() {
        id = caller.accepted(Caller.input());
        caller.await(id, "COMPLETED");
    }

    @AfterAll
    void stop() {
        caller.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET    | /queue/fal-ai/flux-pro/requests/ID/status          | 200 |      | "status":"COMPLETED"
            GET    | /queue/fal-ai/flux-pro/requests/ID/status/         | 200 |      | "status":"COMPLETED"
            GET    | /queue/fal-ai/flux-pro/requests/ID/status?logs=0   | 200 |      | "logs":null
            GET    | /queue/fal-ai/flux-pro/requests/ID/status?logs=1   | 200 |      | "logs":[{
            GET    | /queue/fal-ai/flux-pro/requests/ID/status?logs=true | 200 |     | "logs":[{
            GET    | /queue/fal-ai/flux-pro/requests/ID                 | 200 |      | "images":[
            GET    | /queue/fal-ai/flux-pro/requests/ID/                | 200 |      | "images":[
            GET    | /queue/fal-ai/flux-pro/requests/ID/response        | 200 |      | "images":[
            GET    | /queue/fal-ai/flux-pro/requests/ID/response/       | 200 |      | "images":[
            GET    | /queue/fal-ai/flux-pro/requests/ID/status/stream/  | 200 |      | data: {"status":"COMPLETED"
            PUT    | /queue/fal-ai/flux-pro/requests/ID/cancel/         | 400 |      | {"status":"ALREADY_COMPLETED"}
            GET    | /queue/fal-ai/flux-pro/requests/ID/other           | 404 |      | {"detail":"Not Found"}
            GET    | /queue/comfy/fal-ai/flux-pro/requests/ID/status    | 404 |      | {"status":"NOT_FOUND"}
            GET    | /queue/fal-ai/other/requests/ID/status             | 404 |      | {"status":"NOT_FOUND"}
            GET    | /queue/fal-ai/flux-pro/requests/nope/status        | 404 |      | {"status":"NOT_FOUND"}
            GET    | /queue/fal-ai/flux-pro/requests/nope/status/stream | 404 |      | {"status":"NOT_FOUND"}
            GET    | /queue/fal-ai/flux-pro/requests/nope               | 404 |      | {"detail":"Request not found"}
            PUT    | /queue/fal-ai/flux-pro/requests/nope/cancel        | 404 |      | {"status":"NOT_FOUND"}
            POST   | /queue/fal-ai/flux-pro/requests/ID/cancel          | 405 | PUT  | Method Not Allowed
            POST   | /queue/fal-ai/flux-pro/requests/ID/status          | 405 | GET  | Method Not Allowed
            GET    | /queue/fal-ai/flux-pro/v1/fill/requests/ID/status  | 405 | POST | Method Not Allowed
            PUT    | /queue/fal-ai/flux-pro/v1/fill/requests/ID/cancel  | 405 | POST | Method Not Allowed
            GET    | /queue/fal-ai/flux-pro/v1/fill                     | 405 | POST | Method Not Allowed
            GET    | /run/fal-ai/flux-pro/v1/fill                       | 405 | POST | Method Not Allowed
            POST   | /queue/fal-ai/nope/v1/fill                         | 404 |      | {"detail":"Application \\"fal-ai/nope\\" not found"}
            POST   | /run/somebody/flux-pro                             | 404 |      | {"detail":"Application \\"somebody/flux-pro\\" not found"}
            POST   | /run/fal-ai/flux-pro/v1/nope                       | 404 |      | {"detail":"Path /v1/nope not found"}
            POST   | /queue/workflows/fal-ai/flux-pro/v1/fill           | 200 |      | /queue/workflows/fal-ai/flux-pro/requests/
            POST   | /queue/comfy/fal-ai/flux-pro/v1/fill/              | 200 |      | /queue/comfy/fal-ai/flux-pro/requests/
            POST   | /queue/fal-ai                                      | 404 |      | {"detail":"Not Found"}
            POST   | /rest/storage/upload/initiate                      | 400 |      | {"detail":"Unsupported storage type: null"}
            POST   | /rest/storage/upload/initiate?storage_type=s3      | 400 |      | {"detail":"Unsupported storage type: s3"}
            POST   | /rest/storage/upload/initiate?storage_type=gcs     | 422 |      | "loc":["body","content_type"]
            POST   | /rest/storage/upload/initiate-multipart?storage_type=gcs        | 400 | | Unsupported storage type
            POST   | /rest/storage/upload/initiate-multipart?storage_type=fal-cdn-v3 | 422 | | "loc":["body","file_name"]
            GET    | /rest/storage/upload/initiate                      | 405 | POST | Method Not Allowed
            POST   | /rest/storage/auth/token?storage_type=gcs          | 400 |      | Unsupported storage type
            POST   | /rest/storage/auth/token?storage_type=fal-cdn-v3   | 200 |      | "token_type":"Bearer"
            GET    | /rest/storage/auth/token                           | 405 | POST | Method Not Allowed
            POST   | /rest/storage/elsewhere                            | 404 |      | {"detail":"Not Found"}
            POST   | /files/upload                                      | 401 |      | An upload needs a Bearer token
            POST   | /files/files/upload                                | 401 |      | An upload needs a Bearer token
            PUT    | /files/upload                                      | 403 |      | The signature is missing
            PUT    | /files/files/upload?signed=guess                   | 403 |      | The signature is missing
            GET    | /files/upload                                      | 405 | POST, PUT | Method Not Allowed
            POST   | /files/upload/multipart                            | 401 |      | An upload needs a Bearer token
            PUT    | /files/upload/multipart                            | 405 | POST | Method Not Allowed
            PUT    | /files/a.bin/multipart/u/1                         | 401 |      | An upload needs a Bearer token
            PUT    | /files/files/a.bin/multipart/u/1                   | 401 |      | An upload needs a Bearer token
            PUT    | /files/a.bin/multipart/u/1?signed=guess            | 403 |      | The signature is missing
            POST   | /files/a.bin/multipart/u/1                         | 405 | PUT  | Method Not Allowed
            POST   | /files/a.bin/multipart/u/complete                  | 401 |      | An upload needs a Bearer token
            PUT    | /files/a.bin/multipart/u/complete                  | 405 | POST | Method Not Allowed
            PUT    | /files/a.bin/multipart/u/1/2                       | 404 |      | {"detail":"Not Found"}
            GET    | /files/nope.png                                    | 404 |      | {"detail":"Not Found"}
            POST   | /files/nope.png                                    | 405 | GET  | Method Not Allowed
            GET    | /                                                  | 404 |      | {"detail":"Not Found"}
            GET    | /elsewhere/and/more                                | 404 |      | {"detail":"Not Found"}
            """)
    void routes(String method, String path, int status, String allow, String body) {
        String sent = method.equals("POST") ? Json.text(Caller.input()) : "";
        URI uri = URI.create(caller.server.baseUri() + path.replace("ID", id));

        Reply reply = caller.send(method, uri, sent);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("allow")).isEqualTo(allow);
        assertThat(reply.body()).contains(body);
    }

    @Test
    void anUnknownPathOfAKnownApplicationCostsNothing() {
        URI run = URI.create(caller.server.runUri() + "/fal-ai/flux-pro/v1/nope");
        assertThat(caller.post(run, Caller.input()).header("x-fal-billable-units"))
                .isEqualTo("0");

        URI submit = URI.create(caller.server.queueUri() + "/fal-ai/flux-pro/v1/nope");
        Reply result = caller.finished(caller.post(submit, Caller.input()).text("request_id"));
        assertThat(result.status()).isEqualTo(404);
        assertThat(result.text("detail")).isEqualTo("Path /v1/nope not found");
        assertThat(result.header("x-fal-billable-units")).isEqualTo("0");
    }

    @Test
    void aCombinedAcceptHeaderIsFine() {
        Reply reply = caller.send(
                "GET", caller.request(id, "/status/stream"), "", "Accept", "application/json, text/event-stream");

        assertThat(reply.header("content-type")).startsWith("text/event-stream");
    }

    @Test
    void aHostNameNeedsNoPrefixAndComesBackInTheUrls() throws IOException {
        String queue = raw("POST " + Caller.FILL, "queue.fal.run:80", Json.text(Caller.input()));
        assertThat(queue).contains("HTTP/1.1 200").contains("http://queue.fal.run:80/fal-ai/flux-pro/requests/");

        String run = raw("POST " + Caller.FILL, "FAL.run", Json.text(Caller.input()));
        assertThat(run).contains("\"url\":\"http://v3.fal.media/files/");
        String file = run.replaceFirst("(?s).*http://v3.fal.media(/files/[^\"]+).*", "$1");
        assertThat(raw("GET " + file, "v3.fal.media", ""))
                .contains("HTTP/1.1 200")
                .contains("image/jpeg");
    }

    private String raw(String request, String host, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), caller.server.port())) {
            String text = request + " HTTP/1.1\r\nHost: " + host
                    + "\r\nAuthorization: key a:b\r\nConnection: close\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body;
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
