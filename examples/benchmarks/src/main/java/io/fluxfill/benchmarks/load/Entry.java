package io.fluxfill.benchmarks.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client in a scenario.
 *
 * @param name what the table calls it
 * @param floor the name of the floor that it is compared with; null for a floor itself
 * @param plan how it runs on the JVM; null for fal's own client
 * @param javaScript how fal's own client follows: {@code poll} or {@code stream}; empty if it is not that
 * @param loads the names of the loads that it is given; empty for all
 */
record Entry(String name, @Nullable String floor, @Nullable ClientPlan plan, String javaScript, List<String> loads) {

    static Entry ours(String name, String floor, ClientPlan plan) {
        return new Entry(name, floor, plan, "", List.of());
    }

    static Entry floor(String name, ClientPlan plan) {
        return new Entry(name, null, plan, "", List.of());
    }

    static Entry javaScript(String name, String floor, String mode) {
        return new Entry(name, floor, null, mode, List.of());
    }

    Entry only(String... names) {
        return new Entry(name, floor, plan, javaScript, List.of(names));
    }

    boolean takes(Load load) {
        return loads.isEmpty() || loads.contains(load.name());
    }
}
