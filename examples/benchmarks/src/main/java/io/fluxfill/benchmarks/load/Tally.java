package io.fluxfill.benchmarks.load;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What a client saw in one round. Filled from any thread. */
final class Tally {
    final LongAdder done = new LongAdder();
    final LongAdder updates = new LongAdder();
    /** Fills whose log lines were not each seen once and in order. */
    final LongAdder wrongLogs = new LongAdder();

    /** Until all were accepted. */
    final CountDownLatch accepted;

    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final Queue<Long> unknown = new ConcurrentLinkedQueue<>();

    Tally(int requests) {
        accepted = new CountDownLatch(requests);
    }

    void failed(long number, Throwable error) {
        String name = error.getClass().getSimpleName();
        errors.computeIfAbsent(name, key -> new LongAdder()).increment();
        if (name.equals("OutcomeUnknownException")) {
            unknown.add(number);
        }
        if (Boolean.getBoolean("fluxfill.load.errors")) {
            System.err.println(number + ": " + error);
        }
    }

    String line() {
        return "done=" + done + " updates=" + updates + " wronglogs=" + wrongLogs + " failed="
                + errors.values().stream().mapToLong(LongAdder::sum).sum() + " errors="
                + errors.entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + entry.getValue())
                        .sorted()
                        .collect(Collectors.joining(","))
                + " unknown=" + unknown.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
