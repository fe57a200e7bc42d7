package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fluxfill.localfal.Caller.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LocalFalTest {
    @Test
    void theUrisAreUnderOneBase() {
        try (LocalFal server = LocalFal.start()) {
            String base = "http://127.0.0.1:" + server.port();
            assertThat(List.of(
                            server.baseUri(), server.runUri(), server.queueUri(), server.restUri(), server.filesUri()))
                    .extracting(URI::toString)
                    .containsExactly(base, base + "/run", base + "/queue", base + "/rest", base + "/files");
        }
    }

    @Test
    void twoServersDoNotKnowEachOther() {
        try (Caller one = Caller.of(Caller.instant());
                Caller other = Caller.of(Caller.instant())) {
            String id = one.accepted(Caller.input());

            assertThat(other.status(id).status()).isEqualTo(404);
            assertThat(other.server.port()).isNotEqualTo(one.server.port());
        }
    }

    @Test
    void aClosedServerAnswersNobody() {
        Caller caller = Caller.of(Caller.instant());
        assertThat(caller.run(Caller.input()).status()).isEqualTo(200);

        caller.close();

        assertThat(caller.run(Caller.input()).status()).isZero();
    }

    @Test
    void aBodyIsBounded() {
        try (Caller caller = Caller.of(Caller.instant().bodyLimit(1000))) {
            Reply reply = caller.submit("\"" + "x".repeat(200_000) + "\"");
            // A client may see the connection close while it still writes.
            assertThat(reply.status()).isIn(413, 0);
            assertThat(caller.submit("{}").status()).isEqualTo(200);
            assertThat(caller.server.stats().accepted()).isEqualTo(1);
        }
    }

    @Test
    void aResultFileCanBeTheNextInput() {
        try (Caller caller = Caller.of(Caller.instant())) {
            String url = String.valueOf(
                    caller.run(Caller.input()).list("images").get(0).get("url"));

            assertThat(caller.run(Caller.input("image_url", url, "mask_url", url))
                            .status())
                    .isEqualTo(200);
            assertThat(caller.run(Caller.input("image_url", caller.server.filesUri() + "/gone.png"))
                            .each("type"))
                    .containsExactly("file_download_error");
        }
    }

    @Test
    void aLoopbackAddressIsLoaded() throws IOException {
        HttpServer pictures = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pictures.createContext("/a.png", exchange -> {
            byte[] png = Caller.png(16, 12);
            exchange.sendResponseHeaders(200, png.length);
            try (var body = exchange.getResponseBody()) {
                body.write(png);
            }
        });
        pictures.start();
        try (Caller caller = Caller.of(Caller.instant())) {
            String root = "http://127.0.0.1:" + pictures.getAddress().getPort();
            assertThat(caller.run(Caller.input("image_url", root + "/a.png")).status())
                    .isEqualTo(200);
            assertThat(caller.run(Caller.input("image_url", root + "/b.png")).each("type"))
                    .containsExactly("file_download_error");
        } finally {
            pictures.stop(0);
        }
    }

    @Test
    void unitsAreRoundedUpPerPicture() {
        try (Caller caller = Caller.of(Caller.instant())) {
            String picture = Caller.picture(1024, 1024);
            Reply reply = caller.run(Caller.input("image_url", picture, "mask_url", picture, "num_images", 3));
            assertThat(reply.header("x-fal-billable-units")).isEqualTo("6");
        }
    }

    @Test
    void theServiceTimeIsALeast() {
        try (Caller caller = Caller.of(Caller.instant().serviceTime(Duration.ofMillis(250)))) {
            String id = caller.accepted(Caller.input());
            Reply status = caller.await(id, "COMPLETED");
            assertThat(status.text("metrics")).matches("\\{inference_time=(0\\.2[5-9]|0\\.[3-9]|[1-9]).*");
        }
    }

    @Test
    void theCommandLineTellsWhereItIs() {
        try (LocalFal server = LocalFal.start()) {
            assertThat(LocalFalMain.welcome(server))
                    .contains(server.queueUri().toString(), server.restUri().toString(), "https://rest.fal.ai")
                    .contains("fal.config");
        }
        assertThat(new LocalFalMain.Time().convert("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(new LocalFalMain.Time().convert("3s")).isEqualTo(Duration.ofSeconds(3));
        assertThat(new LocalFalMain.Time().convert("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThatThrownBy(() -> new LocalFalMain.Time().convert("soon"))
                .isInstanceOf(CommandLine.TypeConversionException.class);
        assertThat(new CommandLine(new LocalFalMain()).getUsageMessage())
                .contains("--port", "--runners", "--service-time", "--queue-wait", "--heartbeat", "--key");
    }
}
