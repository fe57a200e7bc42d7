package io.fluxfill.benchmarks.load;

import java.util.List;

/**
 * What is measured together: clients, and the loads that each gets in every round.
 *
 * @param point the number of the requirement that it is for
 * @param warmUp what each client does before anything counts
 * @param warmUps how often
 * @param rounds how many rounds count
 * @param flags for each JVM that is measured
 */
record Scenario(
        String name,
        int point,
        List<Entry> entries,
        List<Load> loads,
        Load warmUp,
        int warmUps,
        int rounds,
        List<String> flags) {

    /** Without the clients whose names do not have one of these parts. */
    Scenario onlyClients(String parts) {
        List<String> wanted = List.of(parts.split(",", -1));
        return new Scenario(
                name,
                point,
                entries.stream()
                        .filter(entry -> wanted.stream().anyMatch(entry.name()::contains))
                        .toList(),
                loads,
                warmUp,
                warmUps,
                rounds,
                flags);
    }
}
