package io.fluxfill.benchmarks.load;

import java.util.Arrays;
import java.util.List;

/** What one can set beside the arguments, to look closer. */
final class Flags {
    private Flags() {}

    /** {@code -Dfluxfill.load.jvm=…}: further flags of each JVM that is measured, such as those of a profiler. */
    static List<String> extra() {
        return Arrays.stream(System.getProperty("fluxfill.load.jvm", "").split(" ", -1))
                .filter(flag -> !flag.isEmpty())
                .toList();
    }

    /** {@code -Dfluxfill.load.verbose=true}: every round as it is. */
    static void log(String line) {
        if (Boolean.getBoolean("fluxfill.load.verbose")) {
            System.err.println(line);
        }
    }
}
