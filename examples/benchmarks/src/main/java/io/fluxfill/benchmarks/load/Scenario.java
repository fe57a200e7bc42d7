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

    /** What a client does before anything counts. One that learns is not taught that service takes no time. */
    Load warmUpOf(Entry entry) {
        if (!learns(entry) || !warmUp.plan().service().equals("zero")) {
            return warmUp;
        }
        Load first = loads.get(0);
        int some = Math.min(300, first.requests());
        return new Load("", first.plan().withSeed(3), some, some, first.limit(), Load.NEVER);
    }

    /** How often. V8 is done soon, and its client is slow; so is what learns from real times. */
    int warmUpsOf(Entry entry) {
        return entry.javaScript().isEmpty() && !learns(entry) ? warmUps : Math.min(warmUps, learns(entry) ? 1 : 4);
    }

    private static boolean learns(Entry entry) {
        return entry.name().contains("adaptive");
    }

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
