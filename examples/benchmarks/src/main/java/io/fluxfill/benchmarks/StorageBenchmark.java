package io.fluxfill.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Uploads and downloads a large file through the library and through curl, in turns, against one server on loopback, and
 * prints how their throughputs compare. The library's process has 64 MiB of heap and 64 MiB of direct memory.
 */
public final class StorageBenchmark {
    private static final String LIMIT = "64m";

    private StorageBenchmark() {}

    /**
     * Runs all rounds and prints one table.
     *
     * @param args the size in MiB (default 1024) and the number of rounds (default 5)
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        long size = (args.length > 0 ? Long.parseLong(args[0]) : 1024) << 20;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        Path folder = Files.createTempDirectory("fluxfill-storage-benchmark");
        try (StorageServer server = new StorageServer()) {
            run(server, folder, size, rounds);
        } finally {
            for (String name : List.of("source", "curl", "fluxfill")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }

    private static void run(StorageServer server, Path folder, long size, int rounds)
            throws IOException, InterruptedException {
        Path source = folder.resolve("source");
        try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
            // Real bytes: a sparse file would make reading it free.
            byte[] block = new byte[1 << 20];
            for (long written = 0; written < size; written += block.length) {
                file.write(block, 0, (int) Math.min(block.length, size - written));
            }
        }
        String url = server.uri() + "/zeros/" + size;
        List<String> curlUpload = List.of(
                "curl",
                "-sS",
                "-o",
                folder.resolve("curl").toString(),
                "-H",
                "Expect:",
                "-X",
                "POST",
                "-T",
                source.toString(),
                server.uri() + "/files/upload");
        List<String> curlDownload =
                List.of("curl", "-sS", "-o", folder.resolve("curl").toString(), url);
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + LIMIT,
                        "-XX:MaxDirectMemorySize=" + LIMIT,
                        // Then Netty takes its memory through the JDK, which counts and bounds it.
                        "-Dio.netty.maxDirectMemory=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StorageClient.class.getName(),
                        server.uri().toString(),
                        url,
                        source.toString(),
                        folder.resolve("fluxfill").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedWriter commands = client.outputWriter(StandardCharsets.UTF_8);
                BufferedReader answers = client.inputReader(StandardCharsets.UTF_8)) {
            List<Double> uploads = new ArrayList<>();
            List<Double> downloads = new ArrayList<>();
            // The first round warms up, and is not counted.
            for (int round = 0; round <= rounds; round++) {
                double upload = (double) time(curlUpload) / ask(commands, answers, "upload");
                if (server.received() != 2 * size) {
                    throw new IllegalStateException("The server did not get both files whole.");
                }
                double download = (double) time(curlDownload) / ask(commands, answers, "download");
                if (Files.size(folder.resolve("fluxfill")) != size) {
                    throw new IllegalStateException("The download is not whole.");
                }
                if (round > 0) {
                    uploads.add(upload);
                    downloads.add(download);
                }
            }
            commands.write("end\n");
            commands.flush();
            long heap = Long.parseLong(answers.readLine());
            long direct = Long.parseLong(answers.readLine());
            System.out.printf(
                    Locale.ROOT,
                    "%d MiB, %d rounds in turns after one to warm up; heap and direct memory %s each%n",
                    size >> 20,
                    rounds,
                    LIMIT);
            print("upload", uploads);
            print("download", downloads);
            System.out.printf(Locale.ROOT, "peak heap %d MiB, peak direct memory %d MiB%n", heap >> 20, direct >> 20);
        } finally {
            client.destroy();
            if (!client.waitFor(10, TimeUnit.SECONDS)) {
                client.destroyForcibly();
            }
        }
    }

    private static void print(String what, List<Double> ratios) {
        Collections.sort(ratios);
        System.out.printf(
                Locale.ROOT,
                "%-8s  throughput of fluxfill / curl: median %.2f (%.2f to %.2f)%n",
                what,
                ratios.get(ratios.size() / 2),
                ratios.get(0),
                ratios.get(ratios.size() - 1));
    }

    private static long ask(BufferedWriter commands, BufferedReader answers, String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IllegalStateException("The client's process ended.");
        }
        return Long.parseLong(answer);
    }

    private static long time(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(command.get(0) + " ended with " + exit + ".");
        }
        return System.nanoTime() - start;
    }
}
