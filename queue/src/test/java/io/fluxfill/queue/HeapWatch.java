package io.fluxfill.queue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is left on the heap after a collection, over time, and whether it grows. */
final class HeapWatch {
    private record Sample(double seconds, double megabytes) {}

    private final List<Sample> samples = new ArrayList<>();
    private final long begun = System.nanoTime();
    private final int parts;

    /**
     * Begins now.
     *
     * @param parts of the time, of which the second one is the first that counts: in the first one all is warming up
     */
    HeapWatch(int parts) {
        this.parts = parts;
    }

    void look() {
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        samples.add(new Sample((System.nanoTime() - begun) / 1e9, used / 1e6));
    }

    int looks() {
        return samples.size();
    }

    private int part() {
        return Math.max(1, samples.size() / parts);
    }

    private List<Sample> counted() {
        return samples.subList(part(), samples.size());
    }

    double second() {
        return median(samples.subList(part(), 2 * part()));
    }

    double last() {
        return median(samples.subList(samples.size() - part(), samples.size()));
    }

    /** What a straight line through all that count gains from its first to its last, of its mean. */
    double growth() {
        List<Sample> counted = counted();
        double meanX = counted.stream().mapToDouble(Sample::seconds).average().orElseThrow();
        double meanY = counted.stream().mapToDouble(Sample::megabytes).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        for (Sample sample : counted) {
            xy += (sample.seconds - meanX) * (sample.megabytes - meanY);
            xx += (sample.seconds - meanX) * (sample.seconds - meanX);
        }
        double length = counted.get(counted.size() - 1).seconds - counted.get(0).seconds;
        return xy / xx * length / meanY;
    }

    private static double median(List<Sample> of) {
        double[] sorted = of.stream().mapToDouble(Sample::megabytes).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "heap after GC: second part %.1f MB, last %.1f MB (%+.1f %%), line %+.1f %% over %d looks",
                second(),
                last(),
                100 * (last() / second() - 1),
                100 * growth(),
                samples.size());
    }
}
