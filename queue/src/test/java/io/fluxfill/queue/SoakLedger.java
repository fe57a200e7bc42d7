package io.fluxfill.queue;

import io.fluxfill.metrics.CallOutcome;
import io.fluxfill.metrics.CancelReason;
import io.fluxfill.metrics.ClientMetrics;
import io.fluxfill.transport.Call.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the client says that it does. */
final class SoakLedger implements ClientMetrics {
    private final Map<Operation, AtomicLong> calls = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> cancels = new ConcurrentSkipListMap<>();
    private final AtomicLong owned = new AtomicLong();
    final AtomicLong accepted = new AtomicLong();
    final AtomicLong peakOwned = new AtomicLong();
    final AtomicLong cancelsFailed = new AtomicLong();
    final AtomicLong retries = new AtomicLong();

    /** Calls under way, open streams among them. */
    long calls() {
        return calls.values().stream().mapToLong(AtomicLong::get).sum();
    }

    long openStreams() {
        return calls.computeIfAbsent(Operation.STREAM, any -> new AtomicLong()).get();
    }

    /** Requests that were accepted and have neither ended nor been left. */
    long owned() {
        return owned.get();
    }

    Map<String, AtomicLong> cancels() {
        return cancels;
    }

    @Override
    public void callStarted(Operation operation) {
        calls.computeIfAbsent(operation, any -> new AtomicLong()).incrementAndGet();
    }

    @Override
    public void callFinished(Operation operation, CallOutcome outcome, Duration duration) {
        calls.computeIfAbsent(operation, any -> new AtomicLong()).decrementAndGet();
    }

    @Override
    public void callRetried(Operation operation, CallOutcome fault) {
        retries.incrementAndGet();
    }

    @Override
    public void requestAccepted() {
        accepted.incrementAndGet();
        peakOwned.accumulateAndGet(owned.incrementAndGet(), Math::max);
    }

    @Override
    public void requestLeft() {
        owned.decrementAndGet();
    }

    @Override
    public void cancelSent(CancelReason reason) {
        cancels.computeIfAbsent(reason.name(), any -> new AtomicLong()).incrementAndGet();
    }

    @Override
    public void cancelFailed(CancelReason reason) {
        cancelsFailed.incrementAndGet();
    }
}
