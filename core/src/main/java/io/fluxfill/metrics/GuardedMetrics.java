package io.fluxfill.metrics;

import io.fluxfill.transport.Call.Operation;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the failures of metrics away from calls that are paid for. */
final class GuardedMetrics implements ClientMetrics {
    private static final Logger LOG = LoggerFactory.getLogger("fluxfill.http");

    private final ClientMetrics metrics;

    GuardedMetrics(ClientMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void callStarted(Operation operation) {
        guard(() -> metrics.callStarted(operation));
    }

    @Override
    public void callFinished(Operation operation, CallOutcome outcome, Duration duration) {
        guard(() -> metrics.callFinished(operation, outcome, duration));
    }

    @Override
    public void callRetried(Operation operation, CallOutcome fault) {
        guard(() -> metrics.callRetried(operation, fault));
    }

    @Override
    public void cancelSent(CancelReason reason) {
        guard(() -> metrics.cancelSent(reason));
    }

    @Override
    public void cancelFailed(CancelReason reason) {
        guard(() -> metrics.cancelFailed(reason));
    }

    @Override
    public void requestAccepted() {
        guard(metrics::requestAccepted);
    }

    @Override
    public void requestLeft() {
        guard(metrics::requestLeft);
    }

    @Override
    public void requestStarted(Duration wait) {
        guard(() -> metrics.requestStarted(wait));
    }

    @Override
    public void requestRan(Duration runTime) {
        guard(() -> metrics.requestRan(runTime));
    }

    @Override
    public void completionPolled(Duration atMost) {
        guard(() -> metrics.completionPolled(atMost));
    }

    @Override
    public void statusPolled(String status) {
        guard(() -> metrics.statusPolled(status));
    }

    @Override
    public void requestFollowed(int polls, long bytes) {
        guard(() -> metrics.requestFollowed(polls, bytes));
    }

    @Override
    public void logLinesSeen(int lines) {
        guard(() -> metrics.logLinesSeen(lines));
    }

    private static void guard(Runnable counting) {
        try {
            counting.run();
        } catch (RuntimeException e) {
            LOG.debug("The metrics failed", e);
        }
    }
}
