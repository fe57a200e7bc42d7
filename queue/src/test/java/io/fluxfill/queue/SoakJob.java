package io.fluxfill.queue;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A short request: where it is follows from the time. */
final class SoakJob {
    private final String id;
    private final long begun = System.nanoTime();
    private final long service;
    private final int most;
    private volatile boolean wasToldDone;
    private volatile int lines;

    private SoakJob(String id, long service, int most) {
        this.id = id;
        this.service = service;
        this.most = most;
    }

    /** It takes 5 to 50 ms, a fifth of which it waits, and says one to three lines. */
    static SoakJob begin(String id, SplittableRandom random) {
        return new SoakJob(id, TimeUnit.MICROSECONDS.toNanos(5_000 + random.nextInt(45_000)), 1 + random.nextInt(3));
    }

    String id() {
        return id;
    }

    boolean isDone() {
        return System.nanoTime() - begun >= service;
    }

    boolean wasToldDone() {
        return wasToldDone;
    }

    /** How many lines the last status knew of. */
    int lines() {
        return lines;
    }

    /** Until the next thing happens. */
    Duration untilNext() {
        long age = System.nanoTime() - begun;
        long step = service / 5;
        return Duration.ofNanos(Math.max(0, (age / step + 1) * step - age));
    }

    String status(int from, boolean logs) {
        long age = System.nanoTime() - begun;
        boolean isDone = age >= service;
        boolean isWaiting = age < service / 5;
        int now = isDone ? most : isWaiting ? 0 : (int) Math.min(most, age * 5 / service);
        StringBuilder text = new StringBuilder("{\"status\":\"")
                .append(isDone ? "COMPLETED" : isWaiting ? "IN_QUEUE" : "IN_PROGRESS")
                .append("\",\"request_id\":\"")
                .append(id)
                .append('"');
        if (isWaiting) {
            text.append(",\"queue_position\":").append(3);
        }
        if (logs) {
            text.append(",\"logs\":[");
            for (int line = from; line < now; line++) {
                text.append(line == from ? "" : ",")
                        .append("{\"message\":\"step ")
                        .append(line)
                        .append("\",\"level\":\"INFO\",\"timestamp\":\"2026-01-01T00:00:0")
                        .append(line)
                        .append(".5Z\"}");
            }
            text.append(']');
        }
        if (isDone) {
            text.append(",\"metrics\":{\"inference_time\":")
                    .append(service / 1e9)
                    .append('}');
        }
        lines = now;
        wasToldDone = isDone;
        return text.append('}').toString();
    }
}
