package io.fluxfill.queue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Learns from finished requests how long an endpoint takes. What it knows of one request is in the context of its polls;
 * what outlives the requests is kept here, per endpoint.
 */
final class AdaptiveSchedule implements PollSchedule {
    /** A normal distribution in five points that are equally likely. */
    private static final double[] NORMAL = {-1.4, -0.53, 0, 0.53, 1.4};

    private static final double[] EVEN = {0.1, 0.3, 0.5, 0.7, 0.9};
    /** To know the age of a run better is no use. */
    private static final double SHARP = 0.05;
    /** A lag below this part of the run is not worth a poll. */
    private static final double UNNOTICED = 0.025;
    /** What speed and order of a queue may change while one waits in it, as a part of the wait. */
    private static final double UNSTEADY = 0.07;
    /** The same for a request that was seen once only, so that the speed is that of others. */
    private static final double UNSEEN = 0.25;
    /** How uncertain the start may be beside the run, before it is worth a poll of its own. */
    private static final double VAGUE = 0.6;

    private final Map<String, EndpointStatistics> endpoints = new ConcurrentHashMap<>();
    private final PollSchedule fallback;

    AdaptiveSchedule(PollSchedule fallback) {
        this.fallback = fallback;
    }

    @Override
    public Duration next(PollContext context) {
        double wait = plan(context, statistics(context.endpointId()));
        // What is no number, which only an absurd answer of fal could make it, must not become a wait of nothing.
        return wait >= 0 ? Duration.ofNanos((long) (wait * 1e9)) : fallback.next(context);
    }

    /** A request was seen in the queue at two positions. */
    void moved(String endpointId, int from, int to, Duration time) {
        statistics(endpointId).moved(from, to, seconds(time), now());
    }

    /** A request ended. */
    void completed(String endpointId, RequestTimes times) {
        statistics(endpointId).completed(times);
    }

    private EndpointStatistics statistics(String endpointId) {
        EndpointStatistics known = endpoints.get(endpointId);
        return known != null ? known : endpoints.computeIfAbsent(endpointId, id -> new EndpointStatistics());
    }

    /** The wait in seconds; below zero if too little is known. */
    private double plan(PollContext context, EndpointStatistics statistics) {
        Learned learned = statistics.learned();
        @Nullable Integer position = context.queuePosition();
        return switch (context.state()) {
            case IN_PROGRESS -> learned.isEnough() ? whileRunning(context, learned) : -1;
            case IN_QUEUE ->
                position == null || position < 0
                        ? whileQueued(context, learned)
                        : whileMoving(context, position, learned, statistics.speed());
            case COMPLETED, OTHER -> -1;
        };
    }

    private double whileRunning(PollContext context, Learned learned) {
        double[] ages = ages(context, learned);
        double wait = Lookout.wait(learned.runs(), ages);
        if (wait < 0) {
            return wait;
        }
        Distribution runs = learned.runs().toDistribution();
        double age = ages[ages.length / 2];
        double bounded = Math.min(Math.max(wait, UNNOTICED * age), Math.max(runs.quantile(0.5), age / 2));
        boolean isSurprising = Lookout.alive(runs, ages) < learned.runs().rare();
        return isSurprising ? Math.min(bounded, seconds(fallback.next(context))) : bounded;
    }

    /** How long it may have been running. */
    private static double[] ages(PollContext context, Learned learned) {
        double least = seconds(context.timeInState());
        @Nullable Duration atMost = context.timeInStateAtMost();
        if (atMost == null) {
            return points(least, least + learned.runs().toDistribution().quantile(0.9));
        }
        double most = seconds(atMost);
        if (learned.isStartKnown()) {
            double usual = seconds(context.elapsed()) - learned.usualWait();
            return new double[] {Math.min(most, Math.max(least, usual))};
        }
        return most - least <= SHARP ? new double[] {(least + most) / 2} : points(least, most);
    }

    private static double[] points(double least, double most) {
        double[] points = new double[EVEN.length];
        for (int i = 0; i < points.length; i++) {
            points[i] = least + EVEN[i] * (most - least);
        }
        return points;
    }

    /** Without a position there is something to go by before the first poll only. */
    private static double whileQueued(PollContext context, Learned learned) {
        return context.attempt() == 0 && learned.isStartKnown()
                ? Lookout.wait(learned.runs(), seconds(context.elapsed()) - learned.usualWait())
                : -1;
    }

    private double whileMoving(PollContext context, int position, Learned learned, QueueSpeed speed) {
        double own = context.positionsPerSecond() == null ? 0 : Math.max(0, context.positionsPerSecond());
        double ownEvidence = own * seconds(context.timeInState());
        double others = speed.evidenceAt(now());
        double perSecond = (own * ownEvidence + speed.perSecond() * others) / (ownEvidence + others);
        if (!(perSecond > 0)) {
            return -1;
        }
        double seen = Math.max(ownEvidence, others);
        double unsteady = ownEvidence > 0 ? UNSTEADY : UNSEEN;
        double fluctuation = 1 / (position + 1.0) + unsteady * unsteady;
        double start = (position + 1.0) / perSecond;
        // Of a speed that rests on so many positions, as many and twice the root more is the most.
        double earliest = start * seen / (seen + 2 + 2 * Math.sqrt(seen + 1)) * Math.exp(-1.6 * Math.sqrt(fluctuation));
        if (!learned.isEnough()) {
            return Math.max(earliest, seconds(fallback.next(context)));
        }
        double error = Math.sqrt(1 / (seen + 1) + fluctuation);
        double[] ages = new double[NORMAL.length];
        for (int i = 0; i < ages.length; i++) {
            ages[i] = -start * Math.exp(NORMAL[i] * error);
        }
        double wait = Lookout.wait(learned.runs(), ages);
        return error * start > VAGUE * learned.runs().spread() ? Math.min(wait, earliest) : wait;
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    private static double now() {
        return Schedulers.parallel().now(TimeUnit.NANOSECONDS) / 1e9;
    }
}
