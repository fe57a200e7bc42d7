package io.fluxfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxfill.transport.RawServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a fill in a Java of its own, which has neither {@code java.desktop} nor what is optional. */
class LeanTest {
    /** What a fill needs: {@code java.xml} is Jackson's, {@code jdk.unsupported} Netty's. */
    private static final String MODULES = "java.base,java.logging,java.naming,java.management,java.xml,jdk.unsupported";

    private static final List<String> RUNTIME = List.of(
            "reactor-core",
            "reactive-streams",
            "reactor-netty",
            "netty-",
            "jackson-",
            "slf4j-",
            "logback-",
            "jspecify");

    @TempDir
    Path folder;

    @Test
    void aFillByUrlsNeedsNeitherDesktopNorDecoders() throws Exception {
        String reply = "{\"images\":[{\"url\":\"https://cdn.example/lean.png\"}],\"seed\":1}";
        try (RawServer server =
                new RawServer(RawServer.answer("HTTP/1.1 200 OK\r\nContent-Type: application/json", reply))) {
            Ended ended = run(server.uri().toString());
            assertThat(ended.output())
                    .contains("desktop: false")
                    .contains("library: false")
                    .contains("filled: https://cdn.example/lean.png")
                    .contains("unseen: data:image/png;base64,iVBORw0KGgo")
                    .containsOnlyOnce("metadata-extractor is not on the class path");
            assertThat(ended.exit()).isZero();
        }
    }

    private Ended run(String uri) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--limit-modules",
                MODULES,
                "-cp",
                classPath(),
                LeanMain.class.getName(),
                uri));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = child.waitFor(60, TimeUnit.SECONDS);
            assertThat(ended).as(() -> "the child's output: " + read(output)).isTrue();
            return new Ended(child.exitValue(), read(output));
        } finally {
            child.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What is on this one's class path, but for optional and test libraries. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(LeanTest::isRuntime)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isRuntime(String entry) {
        String name = Path.of(entry).getFileName().toString();
        return name.equals("classes")
                || name.equals("test-classes")
                || RUNTIME.stream().anyMatch(name::startsWith);
    }

    private record Ended(int exit, String output) {}
}
