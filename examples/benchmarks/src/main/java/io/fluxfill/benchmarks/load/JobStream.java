package io.fluxfill.benchmarks.load;

/** One open stream of one request. */
final class JobStream {
    final Exchange exchange;
    final boolean withLogs;
    int position;
    boolean isOpen = true;

    JobStream(Exchange exchange, boolean withLogs) {
        this.exchange = exchange;
        this.withLogs = withLogs;
    }
}
