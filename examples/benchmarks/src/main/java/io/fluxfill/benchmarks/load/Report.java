package io.fluxfill.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table and the verdicts, as a page shows them. */
final class Report {
    private static final List<Metric> COLUMNS = List.of(
            Metric.THROUGHPUT,
            Metric.CPU,
            Metric.REQUESTS,
            Metric.LAG_P50,
            Metric.LAG_P99,
            Metric.OPENED,
            Metric.THREADS,
            Metric.MEMORY);

    private final List<String> rows = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    void add(Scenario scenario, Results results, List<String> notRun) {
        for (Entry entry : scenario.entries()) {
            for (Load load : scenario.loads()) {
                if (results.has(entry.name(), load.name())) {
                    rows.add(row(scenario, entry, load, results));
                    notes.addAll(notes(scenario, entry, load, results));
                }
            }
        }
        notRun.forEach(line -> notes.add(scenario.name() + ", " + line + "."));
        verdicts.addAll(new Requirements(scenario, results).verdicts());
    }

    private static String row(Scenario scenario, Entry entry, Load load, Results results) {
        StringBuilder row = new StringBuilder("| ")
                .append(scenario.name())
                .append(load.name().isEmpty() ? "" : ", " + load.name())
                .append(" | ")
                .append(entry.name())
                .append(" |");
        for (Metric metric : COLUMNS) {
            row.append(' ')
                    .append(results.spread(entry.name(), load.name(), metric).text(metric.digits()));
            String floor = entry.floor();
            if (floor != null && results.has(floor, load.name())) {
                Spread ratio = results.ratio(entry.name(), floor, load.name(), metric);
                if (Double.isFinite(ratio.min()) && Double.isFinite(ratio.max())) {
                    row.append(" **×").append(ratio.text(2)).append("**");
                }
            }
            row.append(" |");
        }
        return row.toString();
    }

    private static List<String> notes(Scenario scenario, Entry entry, Load load, Results results) {
        List<String> notes = new ArrayList<>();
        int round = 0;
        for (RoundResult result : results.of(entry.name(), load.name())) {
            round++;
            double hanging = result.hanging(load.requests());
            if (hanging > 0 || result.seen("failed") > 0) {
                notes.add(String.format(
                        Locale.ROOT,
                        "%s, %s, round %d: %.0f done, %.0f failed (%s), %.0f hanging; at the server %.0f doubled, %.0f never"
                                + " fetched, %.0f before their Retry-After.",
                        scenario.name(),
                        Results.key(entry.name(), load.name()),
                        round,
                        result.seen("done"),
                        result.seen("failed"),
                        result.client().getOrDefault("errors", ""),
                        hanging,
                        result.known("doubled"),
                        result.known("unfetched"),
                        result.known("early")));
            }
            if (result.known("collections") > 0) {
                notes.add(String.format(
                        Locale.ROOT,
                        "%s, %s, round %d: the server paused %.0f times to collect garbage, which its client's lag contains.",
                        scenario.name(),
                        Results.key(entry.name(), load.name()),
                        round,
                        result.known("collections")));
            }
        }
        return notes;
    }

    List<Verdict> verdicts() {
        return verdicts;
    }

    String text() throws IOException {
        StringBuilder text = new StringBuilder(Machine.describe()).append("\n\n");
        text.append(
                "Medians of the rounds (smallest to largest), beside each the ratio to the floor of the same row's kind.\n\n");
        text.append("| scenario | client |");
        COLUMNS.forEach(metric -> text.append(' ').append(metric.title()).append(" |"));
        text.append("\n|---|---|").append("---|".repeat(COLUMNS.size())).append('\n');
        rows.forEach(row -> text.append(row).append('\n'));
        text.append("\n| point | what | limit | measured | |\n|---|---|---|---|---|\n");
        verdicts.forEach(verdict -> text.append(verdict).append('\n'));
        if (!notes.isEmpty()) {
            text.append('\n');
            notes.forEach(note -> text.append("- ").append(note).append('\n'));
        }
        return text.toString();
    }
}
