package io.fluxfill.benchmarks.load;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What really happened in a round, by the server's own clock. */
final class Truth {
    final Map<Route, Integer> calls = new EnumMap<>(Route.class);
    final Map<Integer, Integer> faults = new HashMap<>();
    /** The numbers of the submits whose answer was lost: whether or not they were accepted. */
    final Set<Long> lost = new HashSet<>();

    final Set<Long> accepted = new HashSet<>();
    final Map<Long, Long> submitNotBefore = new HashMap<>();
    int doubled;
    int resent;
    int early;
    int stale;
    int peakConnections;
    int opened;
    /** How often the server had collected garbage before the round: what it pauses counts as its client's lag. */
    private final long collectedBefore = collections();

    long firstSubmitAt;
    long lastResultAt;

    String json(List<Job> jobs, long ideal) {
        double[] lags = jobs.stream()
                .filter(job -> job.askedAt != 0 && job.completedAt != 0)
                .mapToDouble(job -> (job.askedAt - job.completedAt) / 1e6)
                .sorted()
                .toArray();
        long unfetched = jobs.stream()
                .filter(job -> job.isAnswered && !job.isFetched && !job.isCancelled)
                .count();
        StringBuilder json = new StringBuilder("{");
        for (Route route : Route.values()) {
            add(json, route.name().toLowerCase(Locale.ROOT), calls.getOrDefault(route, 0));
        }
        add(json, "requests", calls.values().stream().mapToInt(count -> count).sum());
        add(json, "accepted", jobs.size());
        add(json, "completed", jobs.stream().filter(job -> job.completedAt != 0).count());
        add(json, "fetched", jobs.stream().filter(job -> job.isFetched).count());
        add(json, "cancelled", jobs.stream().filter(job -> job.isCancelled).count());
        add(json, "unfetched", unfetched);
        add(json, "doubled", doubled);
        add(json, "resent", resent);
        add(json, "early", early);
        add(json, "stale", stale);
        add(json, "connections", peakConnections);
        add(json, "opened", opened);
        add(json, "refused503", faults.getOrDefault(503, 0));
        add(json, "refused429", faults.getOrDefault(429, 0));
        add(json, "resets", faults.getOrDefault(0, 0));
        add(json, "lagP50", percentile(lags, 0.50));
        add(json, "lagP99", percentile(lags, 0.99));
        add(json, "lagMax", percentile(lags, 1));
        add(json, "collections", collections() - collectedBefore);
        add(json, "makespan", lastResultAt == 0 ? 0 : (lastResultAt - firstSubmitAt) / 1e6);
        add(json, "ideal", ideal / 1e6);
        return json.append("\"lost\":[")
                .append(lost.stream().sorted().map(String::valueOf).collect(Collectors.joining(",")))
                .append("]}")
                .toString();
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static void add(StringBuilder json, String name, Number value) {
        json.append('"').append(name).append("\":").append(value).append(',');
    }

    /** The smallest value that so large a part of them does not exceed; 0 of none. */
    static double percentile(double[] sorted, double part) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.max(0, Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1))];
    }
}
