package io.fluxfill.benchmarks.load;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import reactor.netty.http.client.HttpClient;

/** What this machine is and has. */
final class Machine {
    private Machine() {}

    static boolean has(String command) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    static boolean canPin() {
        return has("taskset") && Runtime.getRuntime().availableProcessors() > 1;
    }

    static String describe() throws IOException {
        String cpu = "an unknown CPU";
        Path info = Path.of("/proc/cpuinfo");
        if (Files.isReadable(info)) {
            try (Stream<String> lines = Files.lines(info)) {
                cpu = lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(cpu);
            }
        }
        String netty = HttpClient.class.getPackage().getImplementationVersion();
        return Runtime.getRuntime().availableProcessors() + " cores of " + cpu + ", " + System.getProperty("os.name")
                + "; JDK " + System.getProperty("java.version") + ", Reactor Netty " + (netty == null ? "?" : netty)
                + (has("node") ? ", node " + output("node", "--version") : ", no node") + ". "
                + (canPin()
                        ? "Server on core 0, each client on core 1."
                        : "No taskset, or one core only: nothing is pinned.");
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            process.waitFor(5, TimeUnit.SECONDS);
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "?";
        }
    }
}
