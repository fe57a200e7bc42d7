package io.fluxfill.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What one can say beside the scenarios, to look closer. */
final class Flags {
    private final boolean isVerbose;
    private final List<String> jvm;

    /**
     * Reads them.
     *
     * @param values {@code verbose=true} for every round as it is; {@code jvm=…} for further flags of each JVM that is
     *     measured, such as those of a profiler
     */
    Flags(Map<String, String> values) {
        isVerbose = Boolean.parseBoolean(values.get("verbose"));
        jvm = Arrays.stream(values.getOrDefault("jvm", "").split(" ", -1))
                .filter(flag -> !flag.isEmpty())
                .toList();
    }

    List<String> jvm() {
        return jvm;
    }

    void log(String line) {
        if (isVerbose) {
            System.err.println(line);
        }
    }
}
