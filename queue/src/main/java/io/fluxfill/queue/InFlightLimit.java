package io.fluxfill.queue;

import io.fluxfill.error.FalException;
import io.fluxfill.error.RateLimitedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * How many requests are in flight at once in all the fan-outs that it is given to, of one client or of several: fal's
 * limits are per account. Each keeps its own {@link FanOut#maxInFlight()} as well. Thread-safe.
 *
 * <pre>{@code
 * InFlightLimit account = InFlightLimit.adaptive(4, 500);
 * queue.runAll(photos, toRequest, FanOut.<Path>maxInFlight(500).limit(account));
 * }</pre>
 *
 * <p>A request is in flight from before its input is encoded and uploaded until it has ended at fal or was given up here;
 * an outcome that nobody has taken yet is not, and one that is being cancelled is not any more. Fan-outs that wait get
 * their turns one after the other, an item each, however many items each has waiting.
 *
 * @since 0.1
 */
public final class InFlightLimit {
    /** A burst of refusals is one piece of news. */
    private static final Duration BETWEEN_DECREASES = Duration.ofSeconds(1);

    private final int least;
    private final int most;
    /** The lanes in which somebody waits, the one whose turn is next first. */
    private final Set<Lane> waiting = new LinkedHashSet<>();

    private final AtomicInteger grants = new AtomicInteger();
    private int limit;
    private int inFlight;
    private int accepted;
    private @Nullable Long decreasedAt;

    private InFlightLimit(int least, int most) {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException(
                    "A limit is at least 1, and its minimum not above its maximum: " + least + ", " + most + ".");
        }
        this.least = least;
        this.most = most;
        limit = least;
    }

    /** So many, always. */
    public static InFlightLimit of(int limit) {
        return new InFlightLimit(limit, limit);
    }

    /**
     * As many as fal lets pass. It begins with {@code min}; until the first 429 each accepted submit adds one, which
     * doubles it per round; from then on, one is added after as many accepted submits as it allows at once. A submit that
     * is refused with 429, retried or not, takes a quarter away, at most once a second, down to {@code min}. It only
     * grows while it is what holds items back.
     */
    public static InFlightLimit adaptive(int min, int max) {
        return new InFlightLimit(min, max);
    }

    /** How many may be in flight now. */
    public synchronized int limit() {
        return limit;
    }

    /** How many are in flight now; above the limit for a while after it went down. */
    public synchronized int inFlight() {
        return inFlight;
    }

    /** For one subscription to one fan-out. */
    Lane lane() {
        return new Lane();
    }

    /** A submit was accepted. */
    void accepted() {
        if (grow()) {
            grant();
        }
    }

    /** What a submit was refused with. */
    synchronized void refused(FalException why) {
        if (!(why instanceof RateLimitedException)) {
            return;
        }
        long now = Schedulers.parallel().now(TimeUnit.NANOSECONDS);
        if (decreasedAt == null || now - decreasedAt >= BETWEEN_DECREASES.toNanos()) {
            decreasedAt = now;
            accepted = 0;
            limit = Math.max(least, (int) (limit * 0.75));
        }
    }

    private synchronized boolean grow() {
        if (limit == most || inFlight < limit) {
            return false;
        }
        accepted++;
        if (decreasedAt != null && accepted < limit) {
            return false;
        }
        accepted = 0;
        limit++;
        return true;
    }

    /** One thread at a time lets in whoever may come: who is let in may end at once, and so let in the next one. */
    private void grant() {
        if (grants.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            for (MonoSink<Void> next = next(); next != null; next = next()) {
                next.success();
            }
            missed = grants.addAndGet(-missed);
        } while (missed != 0);
    }

    private synchronized @Nullable MonoSink<Void> next() {
        if (inFlight >= limit || waiting.isEmpty()) {
            return null;
        }
        Lane lane = waiting.iterator().next();
        waiting.remove(lane);
        MonoSink<Void> next = lane.letInFirst();
        if (!lane.places.isEmpty()) {
            waiting.add(lane);
        }
        inFlight++;
        return next;
    }

    /** The queue of one fan-out. */
    final class Lane {
        private final Set<Place> places = new LinkedHashSet<>();
        private boolean isDismissed;

        /** For one item. */
        Place place() {
            return new Place(this);
        }

        /**
         * Nobody waits here any more: who does, and who comes yet, is let pass without a place, to find out that all is
         * over. To wait for a place to learn that could take as long as the requests of others.
         */
        void dismiss() {
            List<MonoSink<Void>> dismissed = new ArrayList<>();
            synchronized (InFlightLimit.this) {
                isDismissed = true;
                for (Place place : places) {
                    place.hasLeft = true;
                    dismissed.add(Objects.requireNonNull(place.sink));
                }
                places.clear();
                waiting.remove(this);
            }
            dismissed.forEach(MonoSink::success);
        }

        private MonoSink<Void> letInFirst() {
            Place first = places.iterator().next();
            places.remove(first);
            first.isIn = true;
            return Objects.requireNonNull(first.sink);
        }
    }

    /**
     * What one item has of the limit. Its leaving takes effect whenever it comes, before, after or while it is let in; so
     * nothing hangs on whether the signal that lets it in still reaches anybody.
     */
    final class Place {
        private final Lane lane;
        private @Nullable MonoSink<Void> sink;
        private boolean isIn;
        private boolean hasLeft;

        private Place(Lane lane) {
            this.lane = lane;
        }

        /** What is to hold this place while it runs, and waits until it may begin. */
        <T> Mono<T> around(Mono<T> work) {
            return Mono.defer(() -> entersAtOnce() ? work : entered().then(work))
                    .doFinally(signal -> leave());
        }

        private boolean entersAtOnce() {
            synchronized (InFlightLimit.this) {
                if (hasLeft || lane.isDismissed || !waiting.isEmpty() || inFlight >= limit) {
                    return false;
                }
                isIn = true;
                inFlight++;
                return true;
            }
        }

        /** Completes when the item is let in, or nobody of its fan-out is to be let in any more. */
        Mono<Void> entered() {
            return Mono.create(sink -> {
                if (waits(sink)) {
                    grant();
                } else {
                    sink.success();
                }
            });
        }

        /** Whether it has to wait until it is let in. */
        private boolean waits(MonoSink<Void> sink) {
            synchronized (InFlightLimit.this) {
                hasLeft |= lane.isDismissed;
                if (entersAtOnce()) {
                    return false;
                }
                if (!hasLeft) {
                    this.sink = sink;
                    lane.places.add(this);
                    waiting.add(lane);
                }
                return !lane.isDismissed;
            }
        }

        /** The request has ended, or the item does not want to be let in any more. */
        void leave() {
            if (left()) {
                grant();
            }
        }

        private boolean left() {
            synchronized (InFlightLimit.this) {
                boolean givesWay = isIn && !hasLeft;
                hasLeft = true;
                if (givesWay) {
                    inFlight--;
                } else if (lane.places.remove(this) && lane.places.isEmpty()) {
                    waiting.remove(lane);
                }
                return givesWay;
            }
        }
    }
}
