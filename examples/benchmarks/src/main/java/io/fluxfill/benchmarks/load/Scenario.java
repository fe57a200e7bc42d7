package io.fluxfill.benchmarks.load;

import java.util.List;

/**
 * What is measured together: clients, and the loads that each gets in every round.
 *
 * @param point the number of the requirement that it is for
 * @param warmUps what each client does before anything counts
 * @param rounds how many rounds count
 * @param flags for each JVM that is measured
 */
record Scenario(
        String name,
        int point,
        List<Entry> entries,
        List<Load> loads,
        List<WarmUp> warmUps,
        int rounds,
        List<String> flags) {

    /**
     * What a client does before anything counts. V8 is done soon, and its client is slow; so is what learns from real
     * times, which is not taught that service takes no time.
     */
    List<WarmUp> warmUpsOf(Entry entry) {
        if (learns(entry)) {
            return warmUps.stream()
                    .limit(1)
                    .map(warmUp -> new WarmUp(lesson(warmUp.load()), Math.min(1, warmUp.times())))
                    .toList();
        }
        if (entry.javaScript().isEmpty()) {
            return warmUps;
        }
        return warmUps.stream()
                .map(warmUp -> new WarmUp(warmUp.load(), Math.min(4, warmUp.times())))
                .toList();
    }

    private Load lesson(Load load) {
        if (!load.plan().service().equals("zero")) {
            return load;
        }
        Load first = loads.get(0);
        int some = Math.min(300, first.requests());
        return new Load("", first.plan().withSeed(3), some, some, first.limit(), Load.NEVER);
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
                warmUps,
                rounds,
                flags);
    }
}
