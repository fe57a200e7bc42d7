package io.fluxfill.localfal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.fluxfill.localfal.paint.Painter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proof of the server: fal's own JavaScript client works against it, unmodified. */
class OfficialJsClientTest {
    /** The seed of what ends by a cancel only. */
    private static final long UNTIL_CANCELLED = 499;

    private static final Path SOURCE = Path.of("src", "test", "js");
    private static final List<String> FILES = List.of(".npmrc", "package.json", "package-lock.json", "client.mjs");

    @Test
    void falsOwnClientWorks(@TempDir Path directory) throws IOException, InterruptedException {
        requireNode(directory);
        for (String file : FILES) {
            Files.copy(SOURCE.resolve(file), directory.resolve(file));
        }
        Run install = run(directory, Map.of(), "npm", "ci", "--ignore-scripts");
        assertThat(install.exit()).as(install.output()).isZero();

        Painter painter = (image, mask, seed, log) -> {
            log.accept("a line from the model");
            if (seed == UNTIL_CANCELLED) {
                new CountDownLatch(1).await();
            }
            return image;
        };
        LocalFalOptions options = LocalFalOptions.builder()
                .painter(painter)
                .serviceTime(Duration.ofMillis(300))
                .rejectedKeys("wrong")
                .runners(1)
                .build();
        try (LocalFal server = LocalFal.start(options)) {
            Map<String, String> environment =
                    Map.of("LOCAL_FAL", server.baseUri().toString(), "PICTURE", Caller.picture(16, 12));
            Run client = run(directory, environment, "node", "client.mjs");
            System.out.print(client.output());

            assertThat(client.exit()).as(client.output()).isZero();
            assertThat(client.output()).contains("all good");
            assertThat(server.stats().cancelled()).isEqualTo(2);
            assertThat(server.stats().openStreams()).isZero();
            assertThat(server.stats().partUploads()).isEqualTo(10);
            assertThat(server.stats().completeCalls()).isEqualTo(1);
            assertThat(server.stats().signedUploads()).isEqualTo(5);
            assertThat(server.stats().keysLeaked()).isZero();
        }
    }

    private static void requireNode(Path directory) throws InterruptedException {
        try {
            Run node = run(directory, Map.of(), "node", "--version");
            assertThat(node.exit()).isZero();
        } catch (IOException e) {
            String message = "Node.js is not installed, so fal's own client was not tried against local-fal";
            if ("true".equals(System.getenv("CI"))) {
                fail(message, e);
            }
            abort(message);
        }
    }

    private static Run run(Path directory, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        StringBuilder output = new StringBuilder();
        CountDownLatch read = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            process.inputReader().lines().forEach(line -> output.append(line).append('\n'));
            read.countDown();
        });
        reader.setDaemon(true);
        reader.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            fail("took longer than two minutes: " + String.join(" ", command));
        }
        read.await();
        return new Run(process.exitValue(), output.toString());
    }

    private record Run(int exit, String output) {}
}
