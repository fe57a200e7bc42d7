package io.fluxfill.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the same requests through the library, the floor and fal's own client, and prints one table of how they compare, and
 * beside each requirement what was measured.
 */
public final class LoadBenchmark {
    private LoadBenchmark() {}

    /**
     * Runs scenarios.
     *
     * @param args the names of scenarios, or {@code all}; then {@code requests=}, {@code rounds=}, {@code warmups=}, and
     *     {@code clients=} with parts of the names of those that are to run, {@code js=none}, and {@link Flags}
     */
    public static void main(String[] args) throws IOException {
        List<String> names = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (equals > 0) {
                values.put(arg.substring(0, equals), arg.substring(equals + 1));
            } else {
                names.addAll(arg.equals("all") ? Scenarios.NAMES : Arrays.asList(arg.split(",", -1)));
            }
        }
        System.out.print(run(names.isEmpty() ? Scenarios.NAMES : names, values).text());
    }

    static Report run(List<String> names, Map<String, String> values) throws IOException {
        String clients = values.getOrDefault("clients", "");
        Path javaScript = Path.of("target", "js").toAbsolutePath();
        String noJavaScript = "none".equals(values.get("js")) ? "left out" : JavaScriptClient.install(javaScript);
        Report report = new Report();
        for (String name : names) {
            Scenario scenario = Scenarios.named(
                            name,
                            Integer.parseInt(values.getOrDefault("requests", "0")),
                            Integer.parseInt(values.getOrDefault("rounds", "0")),
                            Integer.parseInt(values.getOrDefault("warmups", "-1")))
                    .onlyClients(clients);
            try (Runs runs = new Runs(scenario, new Flags(values), javaScript, noJavaScript)) {
                report.add(scenario, runs.run(), runs.notRun());
            }
        }
        return report;
    }
}
