package io.fluxfill.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.FalClient;
import io.fluxfill.error.FalException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Ten mebibytes on the wire that unpack to ten gibibytes, against a JVM that has little of either memory. */
class GzipBombTest {
    /** Where it goes off. */
    enum Target {
        RESULT("200 OK"),
        ERROR("422 Unprocessable Entity"),
        EVENTS("200 OK"),
        DOWNLOAD("200 OK"),
        FAILED_DOWNLOAD("404 Not Found");

        private final String status;

        Target(String status) {
            this.status = status;
        }

        Mono<?> ask(FalClient client, RawServer server) {
            return switch (this) {
                case RESULT, ERROR -> client.fill(TestCalls.request());
                case EVENTS ->
                    client.transport()
                            .events(TestCalls.call(Call.Operation.STREAM).build())
                            .then();
                default -> FaultMatrixTest.Deed.DOWNLOAD.by(client, server.uri());
            };
        }
    }

    /** The small JVM. */
    public static void main(String[] args) throws IOException {
        Target target = Target.valueOf(args[0]);
        try (RawServer server = new RawServer((raw, socket) -> {
            raw.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 " + target.status + "\r\nContent-Type: text/event-stream\r\n");
            RawServer.write(socket, "Content-Encoding: gzip\r\nContent-Length: 1000000000\r\n\r\n");
            Fault.bomb(socket, 10_240);
        })) {
            FalClient client = FalClient.create(TestCalls.options(server.uri())
                    .resultLimit(8 << 20)
                    .downloadLimit(8 << 20)
                    .build());
            try {
                Object answer = target.ask(client, server).block(Duration.ofSeconds(60));
                System.out.println("answered: " + answer);
            } catch (FalException e) {
                System.out.println("ended: " + e.getMessage());
            }
            client.dispose();
        }
    }

    @ParameterizedTest
    @EnumSource
    void itGoesOffAtTheLimit(Target target) throws Exception {
        Process jvm = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:MaxDirectMemorySize=32m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GzipBombTest.class.getName(),
                        target.name()))
                .redirectErrorStream(true)
                .start();
        try (InputStream out = jvm.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said).contains("ended: ").doesNotContain("OutOfMemory").doesNotContain("OutOfDirectMemory");
            assertThat(jvm.exitValue()).isZero();
        } finally {
            jvm.destroyForcibly();
        }
    }
}
