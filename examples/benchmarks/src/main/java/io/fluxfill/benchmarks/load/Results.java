package io.fluxfill.benchmarks.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All rounds that count of one scenario. */
final class Results {
    private final Map<String, List<RoundResult>> rounds = new LinkedHashMap<>();

    void add(Entry entry, Load load, RoundResult result) {
        rounds.computeIfAbsent(key(entry.name(), load.name()), key -> new ArrayList<>())
                .add(result);
    }

    static String key(String entry, String load) {
        return load.isEmpty() ? entry : entry + ", " + load;
    }

    boolean has(String entry, String load) {
        return rounds.containsKey(key(entry, load));
    }

    List<RoundResult> of(String entry, String load) {
        return rounds.getOrDefault(key(entry, load), List.of());
    }

    Spread spread(String entry, String load, Metric metric) {
        return Spread.of(of(entry, load).stream().mapToDouble(metric.value()).toArray());
    }

    /** Round by round, so that what disturbs the machine disturbs both. */
    Spread ratio(String entry, String load, String other, String otherLoad, Metric metric) {
        List<RoundResult> ones = of(entry, load);
        List<RoundResult> others = of(other, otherLoad);
        double[] ratios = new double[Math.min(ones.size(), others.size())];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] =
                    metric.value().applyAsDouble(ones.get(i)) / metric.value().applyAsDouble(others.get(i));
        }
        return Spread.of(ratios);
    }

    Spread ratio(String entry, String other, String load, Metric metric) {
        return ratio(entry, load, other, load, metric);
    }
}
