package io.fluxfill.benchmarks.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What must be shown, beside what was. */
final class Requirements {
    private final Scenario scenario;
    private final Results results;
    private final List<Verdict> verdicts = new ArrayList<>();

    Requirements(Scenario scenario, Results results) {
        this.scenario = scenario;
        this.results = results;
    }

    List<Verdict> verdicts() {
        for (Entry entry : scenario.entries()) {
            for (Load load : scenario.loads()) {
                if (results.has(entry.name(), load.name()) && isOurs(entry)) {
                    judge(entry, load);
                }
            }
        }
        if (scenario.name().equals("zero")) {
            atMost(
                    "floor poll, CPU per fill beside fal-js poll's",
                    ratio("floor poll", "", "fal-js poll", Metric.CPU),
                    0.25);
        }
        return verdicts;
    }

    private static boolean isOurs(Entry entry) {
        return entry.name().startsWith("ours");
    }

    private void judge(Entry entry, Load load) {
        switch (scenario.name()) {
            case "zero" -> zero(entry, load);
            case "inflight" -> inFlight(entry, load);
            case "runners" -> runners(entry, load);
            case "constant" -> constant(entry, load);
            case "faults" -> faults(entry, load);
            default -> silent(entry, load);
        }
    }

    private void zero(Entry entry, Load load) {
        all(entry, load);
        atMost(entry.name() + ", CPU per fill", ratio(entry, load, Metric.CPU), 1.25);
        atLeast(entry.name() + ", throughput", ratio(entry, load, Metric.THROUGHPUT), 0.80);
    }

    private void inFlight(Entry entry, Load load) {
        all(entry, load);
        if (load.equals(scenario.loads().get(0))) {
            return;
        }
        String name = Results.key(entry.name(), load.name());
        String floor = String.valueOf(entry.floor());
        atMost(name + ", wall time", ratio(entry, load, Metric.WALL), 1.05);
        atMost(name + ", heap and direct memory", ratio(entry, load, Metric.MEMORY), 1.3);
        if (results.has(floor, load.name())) {
            double more =
                    results.spread(entry.name(), load.name(), Metric.THREADS).median()
                            - results.spread(floor, load.name(), Metric.THREADS).median();
            verdict(name + ", threads more than the floor's", "≤ 2", number(more), more <= 2);
        }
        atMost(name + ", lag p99", ratio(entry, load, Metric.LAG_P99), 1.5);
        atMost(
                name + ", CPU per fill beside a tenth of them",
                results.ratio(
                        entry.name(),
                        load.name(),
                        entry.name(),
                        scenario.loads().get(0).name(),
                        Metric.CPU),
                1.3);
        if (entry.name().contains("h2c")) {
            atMost(name + ", connections", results.spread(entry.name(), load.name(), Metric.CONNECTIONS), 80);
        }
    }

    private void runners(Entry entry, Load load) {
        all(entry, load);
        if (entry.name().contains("500 ms")) {
            return;
        }
        double[] ratios = results.of(entry.name(), load.name()).stream()
                .mapToDouble(result -> result.known("makespan") / result.known("ideal"))
                .toArray();
        Spread makespan = Spread.of(ratios);
        verdict(entry.name() + ", makespan beside the ideal", "≤ 1.01", makespan.text(4), makespan.median() <= 1.01);
        if (entry.name().contains("stream")) {
            atMost(entry.name() + ", requests per fill", spread(entry, load, Metric.REQUESTS), 3.0);
            atMost(entry.name() + ", CPU per fill", ratio(entry, load, Metric.CPU), 1.5);
            if (entry.name().contains("updates")) {
                atLeast(entry.name() + ", updates per fill", spread(entry, load, Metric.UPDATES), 24);
                none(entry, load, "fills with lost or repeated log lines", result -> result.seen("wronglogs"));
            }
        } else if (entry.name().contains("adaptive")) {
            atMost(entry.name() + ", requests per fill", spread(entry, load, Metric.REQUESTS), 16);
            atMost(entry.name() + ", lag p50 in ms", spread(entry, load, Metric.LAG_P50), 150);
            atMost(entry.name() + ", lag p99 in ms", spread(entry, load, Metric.LAG_P99), 600);
        }
    }

    private void constant(Entry entry, Load load) {
        all(entry, load);
        if (!entry.name().contains("adaptive")) {
            return;
        }
        atMost(entry.name() + ", status requests per fill", spread(entry, load, Metric.STATUSES), 6);
        atMost(entry.name() + ", lag p50 in ms", spread(entry, load, Metric.LAG_P50), 120);
        atMost(entry.name() + ", lag p99 in ms", spread(entry, load, Metric.LAG_P99), 400);
    }

    private void faults(Entry entry, Load load) {
        if (!load.plan().faults()) {
            all(entry, load);
            return;
        }
        none(
                entry,
                load,
                "lost submits that did not end as unknown",
                result -> without(result.lost(), result.unknown()));
        none(entry, load, "others that ended as unknown", result -> without(result.unknown(), result.lost()));
        none(
                entry,
                load,
                "fills that failed otherwise",
                result -> result.seen("failed") - result.unknown().size());
        none(entry, load, "submits doubled", result -> result.known("doubled"));
        none(entry, load, "submits sent again after their answer was lost", result -> result.known("resent"));
        none(entry, load, "calls before their Retry-After", result -> result.known("early"));
        none(entry, load, "known requests never fetched", result -> result.known("unfetched"));
        none(entry, load, "fills hanging", result -> result.hanging(load.requests()));
        atMost(
                entry.name() + ", makespan beside the calm run's",
                results.ratio(
                        entry.name(),
                        load.name(),
                        entry.name(),
                        scenario.loads().get(0).name(),
                        Metric.MAKESPAN),
                1.15);
    }

    private void silent(Entry entry, Load load) {
        all(entry, load);
        none(entry, load, "fills with lost or repeated log lines", result -> result.seen("wronglogs"));
    }

    private static double without(Set<Long> ones, Set<Long> others) {
        Set<Long> rest = new HashSet<>(ones);
        rest.removeAll(others);
        return rest.size();
    }

    private void all(Entry entry, Load load) {
        none(entry, load, "fills that did not complete", result -> load.requests() - result.seen("done"));
    }

    private void none(Entry entry, Load load, String what, ToDoubleFunction<RoundResult> count) {
        double sum = results.of(entry.name(), load.name()).stream()
                .mapToDouble(count)
                .sum();
        verdict(Results.key(entry.name(), load.name()) + ": " + what, "0", number(sum), sum == 0);
    }

    private Spread ratio(Entry entry, Load load, Metric metric) {
        return ratio(entry.name(), load.name(), String.valueOf(entry.floor()), metric);
    }

    private Spread ratio(String entry, String load, String floor, Metric metric) {
        return results.ratio(entry, floor, load, metric);
    }

    private Spread spread(Entry entry, Load load, Metric metric) {
        return results.spread(entry.name(), load.name(), metric);
    }

    private void atMost(String what, Spread spread, double limit) {
        if (Double.isNaN(spread.median())) {
            return;
        }
        verdict(what, "≤ " + number(limit), spread.text(2), spread.median() <= limit);
    }

    private void atLeast(String what, Spread spread, double limit) {
        if (Double.isNaN(spread.median())) {
            return;
        }
        verdict(what, "≥ " + number(limit), spread.text(2), spread.median() >= limit);
    }

    private void verdict(String what, String limit, String measured, boolean isMet) {
        verdicts.add(new Verdict(scenario.point(), what, limit, measured, isMet));
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
