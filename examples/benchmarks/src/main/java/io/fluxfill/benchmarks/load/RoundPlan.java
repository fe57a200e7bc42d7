package io.fluxfill.benchmarks.load;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What the server does in one round. As text, {@code name=value} joined by {@code &}; what is not named is as in
 * {@link #ZERO}.
 *
 * @param service {@code zero}, {@code fixed:MS}, {@code exp:MEAN_MS} or {@code uniform:FROM_MS:TO_MS}
 * @param runners how many requests are worked on at once; 0 for all
 * @param logs log lines per request
 * @param seed from which service times and faults are drawn, in the order of acceptance and of arrival
 * @param heartbeat milliseconds between the comments of a silent stream
 * @param faults whether calls are refused and connections reset
 * @param cuts whether the first stream of each request is cut in the middle
 */
record RoundPlan(String service, int runners, int logs, long seed, long heartbeat, boolean faults, boolean cuts) {
    static final RoundPlan ZERO = new RoundPlan("zero", 0, 0, 1, 15_000, false, false);

    static RoundPlan parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return new RoundPlan(
                values.getOrDefault("service", ZERO.service),
                Integer.parseInt(values.getOrDefault("runners", "0")),
                Integer.parseInt(values.getOrDefault("logs", "0")),
                Long.parseLong(values.getOrDefault("seed", "1")),
                Long.parseLong(values.getOrDefault("heartbeat", "15000")),
                Boolean.parseBoolean(values.getOrDefault("faults", "false")),
                Boolean.parseBoolean(values.getOrDefault("cuts", "false")));
    }

    RoundPlan withSeed(long newSeed) {
        return new RoundPlan(service, runners, logs, newSeed, heartbeat, faults, cuts);
    }

    String text() {
        return Map.of(
                        "service", service,
                        "runners", String.valueOf(runners),
                        "logs", String.valueOf(logs),
                        "seed", String.valueOf(seed),
                        "heartbeat", String.valueOf(heartbeat),
                        "faults", String.valueOf(faults),
                        "cuts", String.valueOf(cuts))
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("&"));
    }

    /** Gives the service time of the next request in nanoseconds. */
    ToLongFunction<SplittableRandom> draws() {
        long[] numbers = Arrays.stream(service.split(":", -1))
                .skip(1)
                .mapToLong(millis -> TimeUnit.MILLISECONDS.toNanos(Long.parseLong(millis)))
                .toArray();
        return switch (service.substring(0, Math.max(0, service.indexOf(':')))) {
            case "fixed" -> random -> numbers[0];
            case "exp" -> random -> (long) (-numbers[0] * Math.log(1 - random.nextDouble()));
            case "uniform" -> random -> numbers[0] + (long) (random.nextDouble() * (numbers[1] - numbers[0]));
            default -> random -> 0;
        };
    }

    /** How long the runners need for so many requests that are all there at the start, each taken by the first free one. */
    long ideal(int requests) {
        SplittableRandom random = new SplittableRandom(seed);
        ToLongFunction<SplittableRandom> draws = draws();
        if (runners == 0) {
            long longest = 0;
            for (int i = 0; i < requests; i++) {
                longest = Math.max(longest, draws.applyAsLong(random));
            }
            return longest;
        }
        PriorityQueue<Long> free = new PriorityQueue<>();
        long end = 0;
        for (int i = 0; i < requests; i++) {
            long start = free.size() < runners ? 0 : free.remove();
            long finish = start + draws.applyAsLong(random);
            free.add(finish);
            end = Math.max(end, finish);
        }
        return end;
    }
}
