package io.fluxfill.benchmarks.load;

import java.util.function.ToDoubleFunction;

/**
 * What the table compares.
 *
 * @param title what the table calls it
 * @param digits behind the point
 * @param value how it follows from a round
 */
record Metric(String title, int digits, ToDoubleFunction<RoundResult> value) {
    static final Metric THROUGHPUT =
            new Metric("fills/s", 0, result -> result.seen("done") / result.seen("wall") * 1e9);
    static final Metric CPU =
            new Metric("CPU µs/fill", 0, result -> result.seen("cpu") / 1e3 / Math.max(1, result.seen("done")));
    static final Metric REQUESTS =
            new Metric("requests/fill", 2, result -> result.known("requests") / Math.max(1, result.seen("done")));
    static final Metric LAG_P50 = new Metric("lag p50 ms", 1, result -> result.known("lagP50"));
    static final Metric LAG_P99 = new Metric("lag p99 ms", 1, result -> result.known("lagP99"));
    static final Metric THREADS = new Metric("threads", 0, result -> result.seen("threads"));
    static final Metric HEAP = new Metric("heap MiB", 1, result -> result.seen("heap") / (1 << 20));
    static final Metric MEMORY =
            new Metric("heap+direct MiB", 1, result -> (result.seen("heap") + result.seen("direct")) / (1 << 20));
    static final Metric WALL = new Metric("wall s", 2, result -> result.seen("wall") / 1e9);
    static final Metric UPDATES =
            new Metric("updates/fill", 1, result -> result.seen("updates") / Math.max(1, result.seen("done")));
    static final Metric STATUSES =
            new Metric("status requests/fill", 2, result -> result.known("status") / Math.max(1, result.seen("done")));
    static final Metric CONNECTIONS = new Metric("connections", 0, result -> result.known("connections"));
    static final Metric OPENED = new Metric("connections opened", 0, result -> result.known("opened"));
    static final Metric MAKESPAN = new Metric("makespan s", 2, result -> result.known("makespan") / 1e3);
    static final Metric IDEAL = new Metric("ideal s", 2, result -> result.known("ideal") / 1e3);
}
