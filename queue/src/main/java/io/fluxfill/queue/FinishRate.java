package io.fluxfill.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How fast items end: over the last minute, or for as long as it takes to see ten of them, so that neither slow items nor
 * those that end many at a time make it jump. Not thread-safe.
 */
final class FinishRate {
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();
    private static final long FEWEST = 10;
    private static final long BETWEEN_SAMPLES = Duration.ofSeconds(1).toNanos();

    /** That at some time so many had ended. */
    private record Sample(long at, long ended) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Items begin to end from now on. */
    void begin(long now, long ended) {
        samples.clear();
        samples.add(new Sample(now, ended));
    }

    /** One more has ended. */
    void ended(long now, long ended) {
        Sample last = samples.peekLast();
        if (last == null) {
            return;
        }
        if (now - last.at >= BETWEEN_SAMPLES) {
            samples.add(new Sample(now, ended));
        } else if (samples.size() > 1) {
            samples.removeLast();
            samples.add(new Sample(last.at, ended));
        }
        forget(now, ended);
    }

    private void forget(long now, long ended) {
        while (samples.size() > 1) {
            Sample first = samples.removeFirst();
            Sample second = samples.getFirst();
            if (now - second.at < WINDOW || ended - second.ended < FEWEST) {
                samples.addFirst(first);
                return;
            }
        }
    }

    /** How long so many take; null if that cannot be told. */
    @Nullable
    Duration timeFor(long items, long now, long ended) {
        Sample first = samples.peekFirst();
        if (items <= 0) {
            return Duration.ZERO;
        }
        if (first == null || ended <= first.ended || now <= first.at) {
            return null;
        }
        double nanosEach = (double) (now - first.at) / (ended - first.ended);
        return Duration.ofNanos((long) Math.min(Long.MAX_VALUE, items * nanosEach));
    }
}
