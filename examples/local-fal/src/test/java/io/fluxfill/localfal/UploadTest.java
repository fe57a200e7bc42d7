package io.fluxfill.localfal;

import static io.fluxfill.localfal.Storage.CDN;
import static io.fluxfill.localfal.Storage.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.Caller.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {
    private static final byte[] CONTENT = bytes("not really a picture");

    @Test
    void aTokenLetsAFileIn() {
        try (Storage storage = Storage.of(Caller.instant())) {
            Reply token = storage.tokenReply();
            assertThat(token.text("base_url"))
                    .isEqualTo(storage.caller.server.filesUri().toString());
            String authorization = token.text("token_type") + " " + token.text("token");

            // Written as a client writes it that knows nothing of path prefixes.
            URI uri = URI.create(token.text("base_url") + "/files/upload");
            Reply reply = storage.send(
                    "POST", uri, CONTENT, authorization, "Content-Type", "image/x-odd", "X-Fal-File-Name", "a.odd");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text("access_url"))
                    .startsWith(storage.caller.server.filesUri() + "/")
                    .endsWith("_a.odd");
            assertServed(storage, reply.text("access_url"), "image/x-odd", CONTENT);
            Reply second = storage.upload(authorization, bytes("another"));
            assertServed(storage, second.text("access_url"), "application/octet-stream", bytes("another"));
            assertThat(second.text("access_url")).endsWith("_file.bin");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CDN, "gcs"})
    void aSignedUrlLetsAFileIn(String type) {
        try (Storage storage = Storage.of(Caller.instant())) {
            Reply initiated = storage.initiate("initiate", type);
            String file = initiated.text("file_url");
            assertThat(storage.download(file).statusCode()).isEqualTo(404);

            Reply reply = storage.put(initiated.text("upload_url"), CONTENT, "Content-Type", "image/png");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(file).endsWith("_mask.png");
            assertServed(storage, file, "image/png", CONTENT);
        }
    }

    @Test
    void whatWasPromisedIsTheTypeOfAFileThatComesWithoutOne() {
        try (Storage storage = Storage.of(Caller.instant())) {
            Reply initiated = storage.initiate("initiate", CDN);
            storage.put(initiated.text("upload_url"), CONTENT);
            assertServed(storage, initiated.text("file_url"), "image/png", CONTENT);
        }
    }

    @Test
    void anUploadedPictureAndMaskAreFilled() {
        try (Storage storage = Storage.of(Caller.instant())) {
            String image = storage.upload(storage.bearer(), Caller.png(16, 12)).text("access_url");
            Reply initiated = storage.initiate("initiate", CDN);
            storage.put(initiated.text("upload_url"), Caller.png(16, 12));

            Reply reply = storage.caller.run(Caller.input("image_url", image, "mask_url", initiated.text("file_url")));

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.list("images").get(0).get("width")).isEqualTo(16);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mask.png            | _mask.png
            ../../etc/passwd    | _passwd
            ..\\..\\boot.ini    | _boot.ini
            %2e%2e%2fetc        | _%2e%2e%2fetc
            a b?c#d.png         | _a_b_c_d.png
            ...                 | _file.bin
            /                   | _file.bin
            .hidden             | _hidden
            """)
    void aNameIsOneHarmlessSegment(String wanted, String end) {
        try (Storage storage = Storage.of(Caller.instant())) {
            Reply reply = storage.upload(storage.bearer(), CONTENT, "X-Fal-File-Name", wanted);

            String url = reply.text("access_url");
            assertThat(url).endsWith(end.replace('%', '_'));
            assertThat(URI.create(url).getPath()).matches("/files/[0-9a-f]{32}_[A-Za-z0-9._-]+");
            assertServed(storage, url, "application/octet-stream", CONTENT);
        }
    }

    @Test
    void aNameInJsonMayHoldAnything() {
        assertThat(FileNames.unique("a\r\nSet-Cookie: b=c.png")).matches("[0-9a-f]{32}_a__Set-Cookie__b_c\\.png");
        assertThat(FileNames.unique("é".repeat(300) + ".webp")).hasSize(133).endsWith("_.webp");
        assertThat(FileNames.unique("x")).isNotEqualTo(FileNames.unique("x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [1]                                                   | 422 | "type":"model_attributes_type"
            {                                                     | 422 | "type":"json_invalid"
            {"content_type":"image/png"}                          | 422 | "loc":["body","file_name"]
            {"content_type":7,"file_name":"a"}                    | 422 | "type":"string_type"
            {"content_type":"a\\r\\nX-Bad: 1","file_name":"a"}    | 422 | "type":"value_error"
            {"content_type":"","file_name":"a"}                   | 422 | "type":"value_error"
            {"content_type":"image/png","file_name":"a\\r\\nb"}   | 200 | "upload_url"
            """)
    void wishesThatCannotBe(String body, int status, String part) {
        try (Storage storage = Storage.of(Caller.instant())) {
            URI uri = URI.create(storage.caller.server.restUri() + "/storage/upload/initiate?storage_type=" + CDN);
            Reply reply = storage.caller.post(uri, body);
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.body()).contains(part);
        }
    }

    @Test
    void anUploadIsBoundedApartFromOtherBodies() {
        try (Storage storage = Storage.of(Caller.instant().bodyLimit(500).uploadLimit(1000))) {
            String bearer = storage.bearer();
            assertThat(storage.upload(bearer, new byte[1000]).status()).isEqualTo(200);
            // A client may see the connection close while it still writes.
            assertThat(storage.upload(bearer, new byte[200_000]).status()).isIn(413, 0);
            Reply initiated = storage.initiate("initiate", CDN);
            assertThat(storage.put(initiated.text("upload_url"), new byte[200_000])
                            .status())
                    .isIn(413, 0);
            // What did not arrive has not used the signature up.
            assertThat(storage.put(initiated.text("upload_url"), new byte[1000]).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aBodyWithoutLengthIsTakenAndBoundedToo() throws IOException {
        try (Storage storage = Storage.of(Caller.instant().uploadLimit(5000))) {
            String bearer = storage.bearer();
            String file = chunked(storage, bearer, 5000);
            assertThat(file).startsWith("HTTP/1.1 200");
            String url = file.replaceFirst("(?s).*\"access_url\":\"([^\"]+)\".*", "$1");
            assertThat(storage.download(url).body()).hasSize(5000);
            assertThat(chunked(storage, bearer, 5001)).startsWith("HTTP/1.1 413");
        }
    }

    private static String chunked(Storage storage, String bearer, int size) throws IOException {
        int port = storage.caller.server.port();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String text = "POST /files/upload HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: " + bearer
                    + "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(size) + "\r\n"
                    + "x".repeat(size) + "\r\n0\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void underItsRealNamesEveryLinkIsAsTheServiceWritesIt() {
        LocalFalOptions.Builder options = Caller.instant().hostName("127.0.0.1", Origin.REST);
        try (Storage storage = Storage.of(options)) {
            String root = storage.caller.server.baseUri().toString();
            String port = ":" + storage.caller.server.port();
            Reply token = storage.caller.post(URI.create(root + "/storage/auth/token?storage_type=" + CDN), "{}");
            Reply initiated = storage.caller.post(
                    URI.create(root + "/storage/upload/initiate?storage_type=" + CDN),
                    Json.object("content_type", "image/png", "file_name", "a.png"));

            String cdn = "http://v3.fal.media" + port;
            assertThat(token.text("base_url")).isEqualTo(cdn);
            assertThat(initiated.text("upload_url")).startsWith(cdn + "/files/upload?signed=");
            assertThat(initiated.text("file_url")).startsWith(cdn + "/files/").endsWith("_a.png");
        }
    }

    @Test
    void faultsHappenOnEveryRoute() {
        Faults faults = new Faults();
        List<Route> routes = List.of(
                Route.UPLOAD_TOKEN,
                Route.UPLOAD_INITIATE,
                Route.UPLOAD,
                Route.UPLOAD_SIGNED,
                Route.UPLOAD_CREATE,
                Route.UPLOAD_PART,
                Route.UPLOAD_COMPLETE);
        routes.forEach(route -> faults.add(FaultRule.on(route).nth(1).reply(503, Duration.ofSeconds(3))));
        try (Storage storage = Storage.of(Caller.instant().faults(faults))) {
            assertThat(storage.tokenReply().status()).isEqualTo(503);
            String bearer = storage.bearer();
            assertThat(storage.initiate("initiate", CDN).header("retry-after")).isEqualTo("3");
            String url = storage.initiate("initiate", CDN).text("upload_url");
            assertThat(storage.upload(bearer, CONTENT).status()).isEqualTo(503);
            assertThat(storage.put(url, CONTENT).status()).isEqualTo(503);
            assertThat(storage.put(url, CONTENT).status()).isEqualTo(200);
            assertThat(storage.create(bearer).status()).isEqualTo(503);
            Reply created = storage.create(bearer);
            assertThat(storage.part(created, 1, CONTENT, bearer).status()).isEqualTo(503);
            Object etag = storage.part(created, 1, CONTENT, bearer).text("etag");
            assertThat(storage.complete(created, Storage.parts(etag), bearer).status())
                    .isEqualTo(503);
            assertThat(storage.complete(created, Storage.parts(etag), bearer).status())
                    .isEqualTo(200);
            assertThat(faults.fired()).isEqualTo(routes.size());
            LocalFalStats stats = storage.stats();
            assertThat(stats.tokenCalls()).isEqualTo(2);
            assertThat(stats.initiateCalls()).isEqualTo(2);
            assertThat(stats.uploads()).isEqualTo(1);
            assertThat(stats.signedUploads()).isEqualTo(2);
            assertThat(stats.multipartCreates()).isEqualTo(2);
            assertThat(stats.partUploads()).isEqualTo(2);
            assertThat(stats.completeCalls()).isEqualTo(2);
        }
    }

    @Test
    void aLostAnswerIsAStoredFileAndALinkCanBeForeign() {
        Faults faults = Faults.of(FaultRule.on(Route.UPLOAD_SIGNED).nth(1).dropAfterAccept());
        faults.add(FaultRule.on(Route.UPLOAD_TOKEN).linksTo(URI.create("https://evil.example")));
        faults.add(FaultRule.on(Route.UPLOAD).linksTo(URI.create("https://evil.example")));
        try (Storage storage = Storage.of(Caller.instant().faults(faults))) {
            Reply initiated = storage.initiate("initiate", CDN);
            assertThat(storage.put(initiated.text("upload_url"), CONTENT).status())
                    .isZero();
            assertServed(storage, initiated.text("file_url"), "image/png", CONTENT);

            assertThat(storage.tokenReply().text("base_url")).startsWith("https://evil.example/");
            assertThat(storage.upload(storage.bearer(), CONTENT).text("access_url"))
                    .startsWith("https://evil.example/");
        }
    }

    private static void assertServed(Storage storage, String url, String type, byte[] content) {
        HttpResponse<byte[]> file = storage.download(url);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("content-type")).contains(type);
        assertThat(file.body()).isEqualTo(content);
    }
}
