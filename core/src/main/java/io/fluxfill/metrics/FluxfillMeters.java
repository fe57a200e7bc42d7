package io.fluxfill.metrics;

import java.util.List;

/**
 * Every meter of this library. The values of its tags come from closed sets: {@link io.fluxfill.transport.Call.Operation},
 * {@link CallOutcome}, {@link CancelReason}, and the four statuses of {@link ClientMetrics#statusPolled}.
 *
 * <p>Meters of requests are of those that this client owns ({@code run…} and fan-outs). One that is watched by its handle
 * counts only in {@link #POLLS}: else each of its viewers would count it again.
 *
 * @since 0.1
 */
public enum FluxfillMeters {
    /** How long calls take, with their retries. */
    REQUEST(
            "fluxfill.request",
            Type.TIMER,
            "seconds",
            "Calls from their subscription to their end, with retries.",
            Tag.OPERATION,
            Tag.OUTCOME),
    /** How often calls are sent again. */
    RETRIES(
            "fluxfill.retries",
            Type.COUNTER,
            "attempts",
            "Calls that were sent again, by how the attempt before it ended.",
            Tag.OPERATION,
            Tag.FAULT),
    /** How many requests are cancelled at fal. */
    CANCELS("fluxfill.cancels", Type.COUNTER, "requests", "Queued requests that were cancelled at fal.", Tag.REASON),
    /** How many requests could not be cancelled. */
    CANCEL_FAILURES(
            "fluxfill.cancels.failed",
            Type.COUNTER,
            "requests",
            "Abandoned requests that may run on: cancelling them failed, or it is not known whether they exist.",
            Tag.REASON),
    /** How many calls are under way. */
    INFLIGHT("fluxfill.inflight", Type.GAUGE, "calls", "Calls under way, and open streams.", Tag.OPERATION),
    /** How many requests are owned. */
    QUEUE_INFLIGHT(
            "fluxfill.queue.inflight",
            Type.GAUGE,
            "requests",
            "Requests that fal has accepted and that have neither ended here nor been handed over."),
    /** How long requests wait for a runner. */
    QUEUE_WAIT(
            "fluxfill.queue.wait",
            Type.TIMER,
            "seconds",
            "From acceptance until first seen in progress; if never seen so, until seen completed, less inference_time."),
    /** How long requests are worked on. */
    RUN(
            "fluxfill.run",
            Type.TIMER,
            "seconds",
            "fal's inference_time; if it did not say, from when first seen in progress until seen completed."),
    /** How late polls notice completions. */
    DETECTION_LAG(
            "fluxfill.queue.lag",
            Type.TIMER,
            "seconds",
            "Upper bound of how late a poll noticed a completion: the time since the status before. Not of streams."),
    /** How often statuses are asked for. */
    POLLS("fluxfill.polls", Type.COUNTER, "polls", "Answered polls, by the status that they found.", Tag.STATUS),
    /** How often the status of a request is asked for. */
    REQUEST_POLLS(
            "fluxfill.queue.polls",
            Type.DISTRIBUTION_SUMMARY,
            "polls",
            "Polls per request; none if streams did it all."),
    /** How much is read to follow a request. */
    REQUEST_BYTES(
            "fluxfill.queue.bytes",
            Type.DISTRIBUTION_SUMMARY,
            "bytes",
            "Bytes of statuses per request, polled and streamed, unpacked."),
    /** How many log lines a request brings. */
    EVENT_LOGS(
            "fluxfill.events.logs",
            Type.DISTRIBUTION_SUMMARY,
            "lines",
            "Log lines per request that somebody listened to, each counted once.");

    private final String meterName;
    private final Type type;
    private final String unit;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> tagKeys;

    FluxfillMeters(String meterName, Type type, String unit, String description, String... tagKeys) {
        this.meterName = meterName;
        this.type = type;
        this.unit = unit;
        this.description = description;
        this.tagKeys = List.of(tagKeys);
    }

    /** Its name, with dots; a registry may write them as it likes. */
    public String meterName() {
        return meterName;
    }

    /** What kind of meter it is. */
    public Type type() {
        return type;
    }

    /** What it counts; the unit of a timer is the registry's choice. */
    public String unit() {
        return unit;
    }

    /** What it says. */
    public String description() {
        return description;
    }

    /** The keys of its tags. */
    public List<String> tagKeys() {
        return tagKeys;
    }

    /** Kinds of meters. */
    public enum Type {
        /** Counts, and adds up time. */
        TIMER,
        /** Only grows. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Counts, and adds up amounts. */
        DISTRIBUTION_SUMMARY
    }

    /** Keys of tags. */
    static final class Tag {
        static final String OPERATION = "operation";
        static final String OUTCOME = "outcome";
        static final String FAULT = "fault";
        static final String REASON = "reason";
        static final String STATUS = "status";

        private Tag() {}
    }
}
