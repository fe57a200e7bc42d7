package io.fluxfill.queue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * Counts what becomes of a fan-out's items, for any number of viewers, none of whom can slow it down. It goes with
 * {@link FalQueue#runAll} as well as with {@link FalQueue#runAllWithUpdates}. Fan-outs that share one are counted
 * together, and so is one that is subscribed to again. Thread-safe.
 *
 * <pre>{@code
 * FanOutMonitor monitor = FanOutMonitor.expecting(photos.size());
 * Flux<FanOutProgress> bar = monitor.progress(Duration.ofSeconds(1));
 * queue.runAll(Flux.fromIterable(photos), toRequest, FanOut.<Path>maxInFlight(32).monitor(monitor));
 * }</pre>
 *
 * @since 0.1
 */
public final class FanOutMonitor {
    /** Where an item is. */
    enum Phase {
        WAITING,
        QUEUED,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        boolean isEnd() {
            return compareTo(DONE) >= 0;
        }
    }

    private final @Nullable Long expected;
    private final Map<Phase, Long> counts = new EnumMap<>(Phase.class);
    private final FinishRate rate = new FinishRate();
    private final Set<MonoSink<Void>> viewers = new LinkedHashSet<>();
    private @Nullable BigDecimal spent;
    private boolean hasBegun;
    private int fanOuts;
    private int sources;

    private FanOutMonitor(@Nullable Long expected) {
        this.expected = expected;
    }

    /** For a number of items that is not known before. */
    public static FanOutMonitor create() {
        return new FanOutMonitor(null);
    }

    /** For so many items, as far as is known. */
    public static FanOutMonitor expecting(long total) {
        if (total < 0) {
            throw new IllegalArgumentException("There cannot be " + total + " items.");
        }
        return new FanOutMonitor(total);
    }

    /** Where the items are now. */
    public synchronized FanOutProgress now() {
        long ended = ended();
        Long total = total();
        return new FanOutProgress(
                count(Phase.WAITING),
                count(Phase.QUEUED),
                count(Phase.RUNNING),
                count(Phase.DONE),
                count(Phase.FAILED),
                count(Phase.CANCELLED),
                total,
                spent,
                total == null ? null : rate.timeFor(total - ended, clock(), ended));
    }

    /**
     * Where the items are: now, and so often from now on, and at the end, when every fan-out that has begun has ended.
     * Begins whenever it is subscribed to; until a fan-out begins, everything is zero. A viewer that is slow gets the
     * newest only. The first signal comes at once, the others on timer threads. Cancelling stops the viewing only.
     */
    public Flux<FanOutProgress> progress(Duration every) {
        if (every.isZero() || every.isNegative()) {
            throw new IllegalArgumentException("The time between two is longer than zero, not " + every + ".");
        }
        return Flux.defer(() -> {
                    Mono<FanOutProgress> now = Mono.fromSupplier(this::now);
                    return hasEnded()
                            ? now
                            // The end is told elsewhere, for a viewer must not run within the fan-out.
                            : Flux.concat(
                                    now,
                                    Mono.delay(every)
                                            .map(tick -> now())
                                            .repeat()
                                            .takeUntilOther(end().publishOn(Schedulers.parallel())),
                                    now);
                })
                .checkpoint("fluxfill progress");
    }

    /** A fan-out begins. */
    synchronized void begun(boolean hasBudget) {
        if (fanOuts == 0) {
            rate.begin(clock(), ended());
        }
        hasBegun = true;
        fanOuts++;
        sources++;
        if (hasBudget && spent == null) {
            spent = BigDecimal.ZERO;
        }
    }

    /** A fan-out admits no more. */
    synchronized void lastAdmitted() {
        sources--;
    }

    synchronized void admitted() {
        counts.merge(Phase.WAITING, 1L, Long::sum);
    }

    synchronized void moved(Phase from, Phase to) {
        counts.merge(from, -1L, Long::sum);
        counts.merge(to, 1L, Long::sum);
        if (to.isEnd()) {
            rate.ended(clock(), ended());
        }
    }

    synchronized void spent(BigDecimal change) {
        if (change.signum() != 0) {
            spent = spent == null ? change : spent.add(change);
        }
    }

    /** A fan-out is over. */
    void over() {
        lastViewers().forEach(MonoSink::success);
    }

    private synchronized List<MonoSink<Void>> lastViewers() {
        fanOuts--;
        return hasEnded() ? List.copyOf(viewers) : List.of();
    }

    private Mono<Void> end() {
        return Mono.create(sink -> {
            if (isTooLate(sink)) {
                sink.success();
            } else {
                MonoSink<Void> unused = sink.onDispose(() -> forget(sink));
            }
        });
    }

    /** How many see it live. */
    synchronized int viewers() {
        return viewers.size();
    }

    private synchronized boolean isTooLate(MonoSink<Void> viewer) {
        return hasEnded() || !viewers.add(viewer);
    }

    private synchronized void forget(MonoSink<Void> viewer) {
        viewers.remove(viewer);
    }

    private synchronized boolean hasEnded() {
        return hasBegun && fanOuts == 0;
    }

    private long count(Phase phase) {
        return counts.getOrDefault(phase, 0L);
    }

    private long ended() {
        return count(Phase.DONE) + count(Phase.FAILED) + count(Phase.CANCELLED);
    }

    private @Nullable Long total() {
        long admitted = ended() + count(Phase.WAITING) + count(Phase.QUEUED) + count(Phase.RUNNING);
        if (hasBegun && sources == 0) {
            return admitted;
        }
        return expected == null ? null : (Long) Math.max(expected, admitted);
    }

    private static long clock() {
        return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
    }
}
