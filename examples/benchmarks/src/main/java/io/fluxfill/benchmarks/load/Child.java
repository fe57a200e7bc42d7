package io.fluxfill.benchmarks.load;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that the harness started, pinned to one core where the machine can do that; it ends with its input. */
final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    private Child(Process process) {
        this.process = process;
        orders = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
        // Its input ends with this process anyway; this is for what does not look at its input.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    static Child java(int core, List<String> flags, Class<?> main, List<String> args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(args);
        return start(core, command, Path.of("."));
    }

    static Child start(int core, List<String> command, Path folder) throws IOException {
        List<String> pinned = new ArrayList<>();
        if (Machine.canPin()) {
            pinned.addAll(List.of("taskset", "-c", String.valueOf(core)));
        }
        pinned.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(pinned).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        // An agent of the build has no business in what is measured.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return new Child(builder.start());
    }

    String read() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IllegalStateException(
                    "A process that is measured ended: " + process.info().command());
        }
        return line;
    }

    Map<String, String> ask(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
        Map<String, String> values = new LinkedHashMap<>();
        String answer = read();
        while (!answer.startsWith("wall=")) {
            // A virtual machine may have something to say of itself, such as that a recording started.
            answer = read();
        }
        for (String pair : answer.split(" ", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return values;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        try {
            orders.close();
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
