package io.fluxfill.benchmarks.load;

import java.time.Duration;
import java.util.List;

/**
 * Which client a process is; its command line.
 *
 * @param kind {@code ours} or {@code floor}
 * @param follow {@code poll:MS} for a fixed wait, {@code adaptive}, a word of {@link OurClient}
 * @param h2c whether it speaks HTTP/2
 * @param updates whether it listens to updates and log lines, and not for results alone
 * @param openStreams how many streams it may have open
 * @param connections how many connections it may have for other calls
 * @param streamIdle after how long a stream without a sign of life is given up
 */
record ClientPlan(
        String kind,
        String follow,
        boolean h2c,
        boolean updates,
        int openStreams,
        int connections,
        Duration streamIdle) {

    static ClientPlan parse(String[] args) {
        return new ClientPlan(
                args[0],
                args[1],
                Boolean.parseBoolean(args[2]),
                Boolean.parseBoolean(args[3]),
                Integer.parseInt(args[4]),
                Integer.parseInt(args[5]),
                Duration.ofMillis(Long.parseLong(args[6])));
    }

    List<String> args() {
        return List.of(
                kind,
                follow,
                String.valueOf(h2c),
                String.valueOf(updates),
                String.valueOf(openStreams),
                String.valueOf(connections),
                String.valueOf(streamIdle.toMillis()));
    }
}
