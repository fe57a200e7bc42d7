package io.fluxfill.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.localfal.LocalFal;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** What must not get in, and in which words it is told so. */
@Timeout(120)
class BadInputTest {
    private static final int MAX_UPLOAD = 256 << 10;

    @TempDir
    static Path folder;

    private static LocalFal fal;
    private static Running service;

    @BeforeAll
    static void start() {
        fal = LocalFal.start();
        service = Running.start(fal, folder, "--fluxfill.max-upload=256KB", "--fluxfill.max-megapixels=2");
    }

    @AfterAll
    static void stop() {
        service.close();
        fal.close();
    }

    private static WebTestClient.ResponseSpec upload(byte[] file, String name) {
        return service.client()
                .post()
                .uri("/api/pictures")
                .header("X-File-Name", name)
                .contentType(MediaType.IMAGE_PNG)
                .bodyValue(file)
                .exchange();
    }

    private static Map<String, Object> problem(WebTestClient.ResponseSpec response, int status) {
        response.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
        Map<String, Object> problem = Running.object(response);
        assertThat(problem).containsKeys("type", "title", "detail", "errors").containsEntry("status", status);
        return problem;
    }

    private static String detail(WebTestClient.ResponseSpec response, int status) {
        return String.valueOf(problem(response, status).get("detail"));
    }

    @SuppressWarnings("unchecked")
    private static List<String> fields(Map<String, Object> problem) {
        return ((List<Map<String, String>>) problem.getOrDefault("errors", List.of()))
                .stream().map(error -> String.valueOf(error.get("field"))).toList();
    }

    private static void nothingIsLeftOf(Stream<?> before) throws IOException {
        try (Stream<Path> pictures = Files.list(folder.resolve("pictures"))) {
            assertThat(pictures.count()).isEqualTo(before.count());
        }
    }

    private static Stream<Path> pictures() throws IOException {
        try (Stream<Path> pictures = Files.list(folder.resolve("pictures"))) {
            return pictures.toList().stream();
        }
    }

    @Test
    void aTextFileNamedPngIsNoPicture() throws IOException {
        Stream<Path> before = pictures();
        assertThat(detail(upload("just a text".getBytes(StandardCharsets.UTF_8), "photo.png"), 415))
                .contains("starts like none of");
        nothingIsLeftOf(before);
    }

    @Test
    void aDamagedPictureIsToldBeforeAnybodyPays() throws IOException {
        Stream<Path> before = pictures();
        byte[] whole = Pictures.scene();
        assertThat(detail(upload(Arrays.copyOf(whole, whole.length / 2), "cut.png"), 422))
                .isNotBlank();
        nothingIsLeftOf(before);
    }

    @Test
    void aPictureOfTooManyPixelsIsNotDecoded() {
        byte[] large = io.fluxfill.image.Picture.filled(2000, 1001, 0xffffff).toPng();
        assertThat(large.length).isLessThan(MAX_UPLOAD);
        assertThat(detail(upload(large, "large.png"), 422)).contains("megapixels");
    }

    @Test
    void anEmptyUploadIsNoPicture() {
        problem(upload(new byte[0], "empty.png"), 415);
    }

    @Test
    void twoHundredMegabytesAreRefusedByTheirLength() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("POST /api/pictures HTTP/1.1\r\nHost: localhost\r\nContent-Length: 209715200\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            // The answer is there before the picture is.
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 413 ");
        }
    }

    private static String head(InputStream in) throws IOException {
        byte[] start = in.readNBytes(64);
        return new String(start, StandardCharsets.US_ASCII);
    }

    @Test
    void anUploadOfUnknownLengthIsCutOffAtTheLimit() throws IOException {
        Stream<Path> before = pictures();
        byte[] chunk = new byte[16 << 10];
        System.arraycopy(Pictures.scene(), 0, chunk, 0, 64);
        Integer status = HttpClient.newConnection()
                .post()
                .uri(service.base() + "/api/pictures")
                .send((request, out) -> out.sendByteArray(Flux.just(chunk).repeat(MAX_UPLOAD / chunk.length + 4)))
                .responseSingle((response, body) -> Mono.just(response.status().code()))
                .block(Running.LIMIT);
        assertThat(status).isEqualTo(413);
        nothingIsLeftOf(before);
    }

    @Test
    void aNameIsATextAndNoPath() {
        assertThat(service.upload(Pictures.scene(), "%3Cscript%3Ealert(1)%3C%2Fscript%3E.png")
                        .name())
                .isEqualTo("script>.png");
        assertThat(service.upload(Pictures.scene(), "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E.png")
                        .name())
                .isEqualTo("<img src=x onerror=alert(1)>.png");
        assertThat(service.upload(Pictures.scene(), "..%2F..%2Fetc%2Fpasswd").name())
                .isEqualTo("passwd");
        assertThat(service.upload(Pictures.scene(), "a%0D%0Ab%00c%E2%80%AEgnp.exe")
                        .name())
                .isEqualTo("a b c gnp.exe");
        assertThat(service.upload(Pictures.scene(), "%").name()).isEqualTo("%");
    }

    @Test
    void aScriptInThePromptIsAText() {
        String script = "</script><script>alert(\"1\")</script>\u2028\\u0022";
        EditView edit = service.begin(service.form("prompt", script)).get(0);
        assertThat(edit.prompt()).isEqualTo(script);
        service.client()
                .get()
                .uri("/api/edits/" + edit.id())
                .exchange()
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON)
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff")
                .expectBody();
        service.ended(edit.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/pictures/..%2F..%2Flock",
                "/api/pictures/..%2flock0000",
                "/api/pictures/%2e%2e%2f%2e%2e%2fetc",
                "/api/pictures/lock",
                "/api/edits/..%5C..%5Clock/events",
                "/api/edits/nosuchedit/images/0",
                "/api/edits/nosuchedit/images/-1",
                "/api/edits/nosuchedit/events",
                "/api/edits/nosuchedit",
                "/api/samples/..%2Fx",
                "/api/samples/nosuch",
                "/api/nothing",
                "/..%2f..%2fapplication.properties",
                "/application.properties"
            })
    void aTrickInAPathFindsNothing(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).matches("(?s)HTTP/1.1 (404|400) .*").contains("application/problem+json");
        }
    }

    @Test
    void aMaskOfAnotherSizeIsToldAtItsField() {
        String mask = service.upload(Pictures.maskOf(95, 64), "mask.png").id();
        Map<String, Object> problem = problem(service.post("/api/edits", service.form("mask", mask)), 422);
        assertThat(fields(problem)).containsExactly("mask");
        assertThat(problem.get("detail"))
                .isEqualTo("The mask is 95×64 and the picture 96×64; they have to be of one size.");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        long before = fal.stats().submits();
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("image", "nosuchpicture");
        form.put("prompt", " ");
        form.put("seed", "x");
        form.put("numImages", 5);
        form.put("outputFormat", "tiff");
        form.put("safetyTolerance", "7");
        form.put("variants", 99);
        form.put("maskGrow", -1);
        Map<String, Object> problem = problem(service.post("/api/edits", form), 422);
        assertThat(fields(problem))
                .containsExactlyInAnyOrder(
                        "image",
                        "mask",
                        "prompt",
                        "seed",
                        "numImages",
                        "outputFormat",
                        "safetyTolerance",
                        "variants",
                        "maskGrow");
        assertThat(fal.stats().submits()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"numImages\": \"many\"}|422|numImages",
                "{\"outpaint\": 3}|422|outpaint",
                "{\"onClose\": \"perhaps\"}|422|onClose",
                "{\"prompt\": \"x\"|400|",
                "no JSON|400|",
                "[]|400|",
            })
    void aFormOfAnotherShapeIsNotUnderstood(String body, int status, String field) {
        Map<String, Object> problem = problem(service.post("/api/edits", body), status);
        assertThat(fields(problem)).isEqualTo(field == null ? List.of() : List.of(field));
    }

    @Test
    void aFormIsNotLonger() {
        problem(service.post("/api/edits", Map.of("prompt", "x".repeat(300_000))), 413);
    }

    @Test
    void otherMethodsAndTypesAreRefusedInWords() {
        problem(service.client().put().uri("/api/edits").exchange(), 405);
        problem(
                service.client()
                        .post()
                        .uri("/api/edits")
                        .contentType(MediaType.TEXT_PLAIN)
                        .bodyValue("{}")
                        .exchange(),
                415);
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, , 403",
        "null, , 403",
        "http://127.0.0.1:1, , 403",
        "http://localhost, cross-site, 403",
        ", cross-site, 403",
        ", same-site, 403",
        ", same-origin, 422",
        ", none, 422",
        "OWN, same-origin, 422",
        ", , 422",
    })
    void onlyTheOwnPageMayChangeAnything(String origin, String site, int status) {
        WebTestClient.RequestBodySpec request =
                service.client().post().uri("/api/edits").contentType(MediaType.APPLICATION_JSON);
        if (origin != null) {
            request.header("Origin", origin.replace("OWN", service.base()));
        }
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }
        problem(request.bodyValue(Map.of()).exchange(), status);
    }

    @ParameterizedTest
    @CsvSource({"evil.example, 403", "127.0.0.1.evil.example, 403", "localhost, 200", "127.0.0.1, 200", "[::1], 200"})
    void aForeignNameForThisMachineIsNotAnsweredTo(String host, int status) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET /api/info HTTP/1.1\r\nHost: " + host + ":" + service.port()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/info", "/api/nothing", "/actuator/health"})
    void everyAnswerHasThePolicy(String path) {
        HttpHeaders headers = service.client()
                .get()
                .uri(path)
                .exchange()
                .expectBody()
                .returnResult()
                .getResponseHeaders();
        assertThat(headers.getFirst("Content-Security-Policy"))
                .contains("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(headers.getFirst("X-Frame-Options")).isEqualTo("DENY");
    }

    @Test
    void theActuatorShowsNoSecrets() {
        for (String path : List.of("env", "configprops", "heapdump", "beans", "loggers", "shutdown")) {
            service.client()
                    .get()
                    .uri("/actuator/" + path)
                    .exchange()
                    .expectStatus()
                    .isNotFound();
        }
    }
}
