package io.fluxfill.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** fal's own client, from the npm registry, of the version that the lock file names. */
final class JavaScriptClient {
    private static final List<String> FILES = List.of("client.mjs", "package.json", "package-lock.json");

    private JavaScriptClient() {}

    /** Installs it into a folder, and says what is missing, or nothing if nothing is. */
    static String install(Path folder) throws IOException {
        if (!Machine.has("node") || !Machine.has("npm")) {
            return "node or npm is missing";
        }
        Files.createDirectories(folder);
        for (String file : FILES) {
            try (InputStream content =
                    Objects.requireNonNull(JavaScriptClient.class.getResourceAsStream("js/" + file), file)) {
                Files.copy(content, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (Files.isDirectory(folder.resolve("node_modules/@fal-ai/client"))) {
            return "";
        }
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--silent")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!npm.waitFor(2, TimeUnit.MINUTES)) {
                npm.destroyForcibly();
                return "npm ci took longer than two minutes";
            }
        } catch (InterruptedException e) {
            npm.destroyForcibly();
            Thread.currentThread().interrupt();
            return "interrupted";
        }
        return npm.exitValue() == 0 ? "" : "npm ci failed";
    }

    static Child start(Path folder, String server, String mode) throws IOException {
        return Child.start(1, List.of("node", "client.mjs", server, mode), folder);
    }
}
