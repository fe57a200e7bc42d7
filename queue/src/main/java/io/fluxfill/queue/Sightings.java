package io.fluxfill.queue;

import io.fluxfill.queue.QueueStatus.State;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the polls of one request have seen so far, and when. Times are nanoseconds of one clock. */
final class Sightings {
    private final String endpointId;
    private final boolean listening;
    private final boolean fromSubmit;
    private final long start;
    private int attempt;
    private State state = State.IN_QUEUE;
    private long stateSince;
    private long lastElsewhere;
    private boolean isElsewhereKnown;
    private long lastSeen;
    private long lastQueued;
    private long firstLeft;
    private boolean hasLeft;
    private boolean hasReturned;
    private @Nullable Integer position;
    private @Nullable Integer firstPosition;

    /**
     * @param fromSubmit whether it was submitted just now; otherwise nobody knows how long it has been where it is
     */
    Sightings(String endpointId, boolean listening, boolean fromSubmit, long now) {
        this.endpointId = endpointId;
        this.listening = listening;
        this.fromSubmit = fromSubmit;
        start = now;
        stateSince = now;
        lastElsewhere = now;
        isElsewhereKnown = fromSubmit;
        lastSeen = now;
        lastQueued = now;
        firstLeft = now;
    }

    /** Whether this is news: the first sight of it at all, or in this state. */
    boolean add(QueueStatus status, long now) {
        boolean isNew = status.state() != state || attempt == 0;
        if (isNew) {
            if (attempt > 0) {
                isElsewhereKnown = true;
                lastElsewhere = lastSeen;
            }
            hasReturned |= hasLeft && status.state() == State.IN_QUEUE;
            state = status.state();
            stateSince = now;
            firstPosition = status.queuePosition();
        }
        if (state == State.IN_QUEUE) {
            lastQueued = now;
        } else if (!hasLeft) {
            hasLeft = true;
            firstLeft = now;
        }
        if (state != State.COMPLETED) {
            lastSeen = now;
        }
        position = status.queuePosition();
        attempt++;
        return isNew;
    }

    int attempt() {
        return attempt;
    }

    PollContext at(long now) {
        Duration timeInState = Duration.ofNanos(now - stateSince);
        return new PollContext(
                endpointId,
                attempt,
                Duration.ofNanos(now - start),
                state,
                timeInState,
                isElsewhereKnown ? Duration.ofNanos(now - lastElsewhere) : null,
                position,
                rate(timeInState),
                listening);
    }

    private @Nullable Double rate(Duration timeInState) {
        if (position == null || firstPosition == null || timeInState.isZero()) {
            return null;
        }
        return (firstPosition - position) / (timeInState.toNanos() / 1e9);
    }

    /** When it was where, or null if that says nothing of other requests: it was put back into the queue, or was older. */
    @Nullable
    RequestTimes times(QueueStatus completed, long now) {
        if (!fromSubmit || hasReturned || completed.error() != null || completed.errorType() != null) {
            return null;
        }
        return new RequestTimes(
                seconds(lastQueued),
                seconds(firstLeft),
                seconds(lastSeen),
                seconds(now),
                completed.metrics().inferenceTime());
    }

    private double seconds(long moment) {
        return (moment - start) / 1e9;
    }
}
